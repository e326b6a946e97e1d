"""Reads of results."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.schemas import Page
from services.analysis.analyses.repository import AnalysisRepository
from services.analysis.analyses.schemas import PostResultRead


class ResultReader:
    """What an owner's posts came to when they were last analysed."""

    def __init__(self, session: AsyncSession) -> None:
        self._analyses = AnalysisRepository(session)

    async def list_newest(
        self, owner_id: UUID, post_ids: Sequence[UUID]
    ) -> Page[PostResultRead]:
        """At most one result per post, in the order of `post_ids`."""
        found = await self._analyses.list_newest(owner_id, post_ids)
        wanted = dict.fromkeys(post_ids)
        items = [found[post_id] for post_id in wanted if post_id in found]
        return Page(items=items, next_cursor=None)

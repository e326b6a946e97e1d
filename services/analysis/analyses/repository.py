"""Queries of post analyses."""

from collections.abc import Sequence
from uuid import UUID

from libs.common.db.repository import Repository
from services.analysis.analyses.models import PostAnalysis


class AnalysisRepository(Repository[PostAnalysis]):
    """Results per post."""

    model = PostAnalysis

    async def list_of_request(self, request_id: UUID) -> Sequence[PostAnalysis]:
        """The results of a request (whose owner was checked), in the posts' order."""
        statement = (
            self.statement()
            .where(PostAnalysis.request_id == request_id)
            .order_by(PostAnalysis.position)
        )
        return await self.list_all(statement)

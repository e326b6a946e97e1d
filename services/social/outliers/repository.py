"""Outliers of followed accounts."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, exists, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.pagination import PageRequest
from libs.common.standing.bands import VIRAL_BANDS
from services.social.creators.models import Creator, FollowedCreator
from services.social.outliers.models import OutlierReport
from services.social.posts.models import Post, PostAccess
from services.social.standings.models import PostStandingRow


class NewOutlier(NamedTuple):
    """An outlier that the owner has not been told of yet."""

    post_id: UUID
    multiple: float
    band: str
    platform: str
    platform_post_id: str
    creator_key: str
    creator_name: str
    url: str
    published_at: datetime | None


class OutlierRepository:
    """The outliers noted for one owner."""

    def __init__(self, session: AsyncSession, owner_id: UUID) -> None:
        self._session = session
        self._owner_id = owner_id

    async def lock_followed(self, platform: str, creator_key: str) -> Any:
        """How the owner follows this account, if he does and has not paused it."""
        statement = (
            select(FollowedCreator)
            .join(Creator, Creator.id == FollowedCreator.creator_id)
            .where(
                FollowedCreator.owner_id == self._owner_id,
                FollowedCreator.removed_at.is_(None),
                FollowedCreator.paused_at.is_(None),
                Creator.platform == platform,
                Creator.creator_key == creator_key,
            )
            .with_for_update(of=FollowedCreator)
        )
        return await self._session.scalar(statement)

    async def find_new(self, platform: str, creator_key: str) -> list[NewOutlier]:
        """The account's outliers in the library that are not noted yet."""
        standing = PostStandingRow
        is_noted = exists().where(
            OutlierReport.owner_id == self._owner_id,
            OutlierReport.post_id == standing.post_id,
        )
        statement = (
            select(
                Post.id.label("post_id"),
                standing.multiple,
                standing.band,
                Post.platform,
                Post.platform_post_id,
                Post.creator_key,
                Post.creator_name,
                Post.url,
                Post.published_at,
            )
            .join(standing, standing.post_id == Post.id)
            .where(
                standing.owner_id == self._owner_id,
                standing.platform == platform,
                standing.creator_key == creator_key,
                standing.band.in_(VIRAL_BANDS),
                Post.owner_id.is_(None),
                ~is_noted,
            )
            .order_by(Post.published_at, Post.id)
        )
        rows = (await self._session.execute(statement)).mappings()
        return [NewOutlier(**row) for row in rows]

    async def note(
        self, found: NewOutlier, *, is_news: bool, found_at: datetime
    ) -> bool:
        """Notes an outlier, once; whether it was new."""
        statement = (
            insert(OutlierReport)
            .values(
                owner_id=self._owner_id,
                post_id=found.post_id,
                multiple=found.multiple,
                band=found.band,
                is_news=is_news,
                found_at=found_at,
            )
            .on_conflict_do_nothing()
            .returning(OutlierReport.post_id)
        )
        return await self._session.scalar(statement) is not None

    async def set_judged(self, followed_id: UUID, at: datetime) -> None:
        """From now on outliers that are found are news."""
        await self._session.execute(
            update(FollowedCreator)
            .where(FollowedCreator.id == followed_id)
            .values(judged_at=at)
        )

    async def list_found(self, page: PageRequest) -> list[OutlierReport]:
        """Those in the library, found last first; one more than a page."""
        statement = self._in_library()
        if page.cursor:
            place = tuple_(OutlierReport.found_at, OutlierReport.post_id)
            seen = tuple_(literal(page.cursor.at), literal(page.cursor.id))
            statement = statement.where(place < seen)
        statement = statement.order_by(
            OutlierReport.found_at.desc(), OutlierReport.post_id.desc()
        ).limit(page.limit + 1)
        return list((await self._session.scalars(statement)).all())

    def _in_library(self) -> Select[OutlierReport]:
        return (
            select(OutlierReport)
            .join(
                PostAccess,
                (PostAccess.owner_id == OutlierReport.owner_id)
                & (PostAccess.post_id == OutlierReport.post_id),
            )
            .where(
                OutlierReport.owner_id == self._owner_id,
                PostAccess.removed_at.is_(None),
            )
        )

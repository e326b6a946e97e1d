"""The media of one post."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.social.media.models import PostMedia
from services.social.posts.models import Post


class MediaRepository:
    """Media by their post, which the caller has looked up for its owner."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def list_of_post(self, post_id: UUID) -> Sequence[PostMedia]:
        """The post's media, in order."""
        statement = (
            select(PostMedia)
            .where(PostMedia.post_id == post_id)
            .order_by(PostMedia.position, PostMedia.kind)
        )
        return (await self._session.scalars(statement)).all()

    async def list_missing(self, post_id: UUID) -> Sequence[PostMedia]:
        """The post's media that are not stored yet."""
        statement = select(PostMedia).where(
            PostMedia.post_id == post_id, PostMedia.file.is_(None)
        )
        fresh = statement.execution_options(populate_existing=True)
        return (await self._session.scalars(fresh)).all()

    async def set_values(self, medium_id: UUID, **values: Any) -> None:
        """Sets columns of a medium that is not stored yet; one that is stays so."""
        await self._session.execute(
            update(PostMedia)
            .where(PostMedia.id == medium_id, PostMedia.file.is_(None))
            .values(values)
        )


class OwnMediaRepository:
    """Media of the posts that are one owner's alone."""

    def __init__(self, session: AsyncSession, owner_id: UUID) -> None:
        self._session = session
        self._owner_id = owner_id

    async def list_posts(self, *, after: UUID, limit: int) -> Sequence[UUID]:
        """The next posts that have media, stored or not, in the order of their ids."""
        statement = (
            select(PostMedia.post_id)
            .join(Post, Post.id == PostMedia.post_id)
            .where(Post.owner_id == self._owner_id, PostMedia.post_id > after)
            .distinct()
            .order_by(PostMedia.post_id)
            .limit(limit)
        )
        return (await self._session.scalars(statement)).all()

    async def list_stored(self, post_ids: Sequence[UUID]) -> Sequence[PostMedia]:
        """What is stored of these posts' media."""
        statement = (
            select(PostMedia)
            .join(Post, Post.id == PostMedia.post_id)
            .where(
                Post.owner_id == self._owner_id,
                PostMedia.post_id.in_(post_ids),
                PostMedia.file.is_not(None),
            )
            .order_by(PostMedia.post_id, PostMedia.position, PostMedia.kind)
        )
        return (await self._session.scalars(statement)).all()

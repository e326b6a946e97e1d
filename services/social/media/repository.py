"""The media of one post."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.ids import new_id
from services.social.media.models import MediaFile, PostMedia
from services.social.media.schemas import FRAME_SCHEME
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

    async def add_thumbnail(self, video: PostMedia, values: dict[str, Any]) -> None:
        """Adds a stored thumbnail beside a video of a post that has no picture."""
        picture = select(PostMedia.id).where(
            PostMedia.post_id == video.post_id,
            PostMedia.kind.in_(("image", "thumbnail")),
        )
        if await self._session.scalar(picture.limit(1)):
            return
        row = {
            "id": new_id(),
            "post_id": video.post_id,
            "kind": "thumbnail",
            "position": video.position,
            "source_url": f"{FRAME_SCHEME}{video.id}",
            **values,
        }
        await self._session.execute(
            insert(PostMedia).values(row).on_conflict_do_nothing()
        )

    async def note_renewal(self, ids: Sequence[UUID], since: datetime) -> set[UUID]:
        """Notes that the post is collected anew for these; those for which it was not
        since then."""
        statement = (
            update(PostMedia)
            .where(
                PostMedia.id.in_(ids),
                or_(PostMedia.renewed_at.is_(None), PostMedia.renewed_at < since),
            )
            .values(renewed_at=func.clock_timestamp())
            .returning(PostMedia.id)
            .execution_options(synchronize_session=False)
        )
        return set((await self._session.scalars(statement)).all())

    async def note_look(self, post_id: UUID, at: datetime) -> None:
        """Somebody needs the post's media."""
        keys = select(PostMedia.file).where(
            PostMedia.post_id == post_id, PostMedia.file.is_not(None)
        )
        await self._session.execute(
            update(MediaFile)
            .where(MediaFile.key.in_(keys), MediaFile.looked_at < at)
            .values(looked_at=at)
            .execution_options(synchronize_session=False)
        )

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

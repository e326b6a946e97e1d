"""Copies of public posts' media: how much they take, and which can be given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.social.media.models import MediaFile, PostMedia, VideoFrame
from services.social.media.schemas import FRAME_SCHEME
from services.social.posts.models import PostAccess
from services.social.showcase.repository import KEY_PREFIX as DEMO

_IS_THERE = MediaFile.stored_at.is_not(None) & MediaFile.doomed_at.is_(None)
_IS_STILL = (
    select(VideoFrame.video)
    .where(VideoFrame.file == MediaFile.key)
    .correlate(MediaFile)
    .exists()
)
_IS_HELD = (
    select(PostMedia.id)
    .join(PostAccess, PostAccess.post_id == PostMedia.post_id)
    .where(PostMedia.file == MediaFile.key, PostAccess.removed_at.is_(None))
    .correlate(MediaFile)
    .exists()
)
# What somebody has imported or uploaded is never given up; the demo is drawn anew, and
# stills go with their video.
_CAN_GO: ColumnElement[bool] = (
    MediaFile.owner_id.is_(None)
    & _IS_THERE
    & ~MediaFile.key.startswith(DEMO)
    & ~_IS_STILL
)


@dataclass(frozen=True, slots=True)
class Stored:
    """How many objects there are, and their bytes."""

    files: int
    size_bytes: int


class ExpiryRepository:
    """Of all owners: what is counted here is the installation's."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def measure(self) -> dict[str, Stored]:
        """What is stored of `public` posts' media, and of people's `own`."""
        is_public = MediaFile.owner_id.is_(None)
        statement = (
            select(is_public, func.count(), func.sum(MediaFile.size_bytes))
            .where(_IS_THERE)
            .group_by(is_public)
        )
        found = {"public": Stored(0, 0), "own": Stored(0, 0)}
        for public, files, size in await self._session.execute(statement):
            found["public" if public else "own"] = Stored(files, int(size))
        return found

    async def list_unneeded(
        self, before: datetime, limit: int
    ) -> Sequence[tuple[str, int]]:
        """Keys and sizes of what nobody has in a library and nobody has looked at since
        then, the longest first."""
        return await self._list(~_IS_HELD & (MediaFile.looked_at < before), limit)

    async def list_oldest(
        self, limit: int, *, also_held: bool
    ) -> Sequence[tuple[str, int]]:
        """Keys and sizes of what nobody has looked at for longest."""
        which = MediaFile.size_bytes > 0
        return await self._list(which if also_held else which & ~_IS_HELD, limit)

    async def expire(self, keys: Sequence[str], at: datetime) -> None:
        """The media that are these files say from now on that our copy is given up.

        A thumbnail that is a still of ours is no more: the video brings it again."""
        await self._session.execute(
            delete(PostMedia)
            .where(
                PostMedia.file.in_(keys), PostMedia.source_url.startswith(FRAME_SCHEME)
            )
            .execution_options(synchronize_session=False)
        )
        await self._session.execute(
            update(PostMedia)
            .where(PostMedia.file.in_(keys))
            .values(
                file=None,
                stored_at=None,
                supabase_url=None,
                uploaded_to_supabase=False,
                expired_at=at,
            )
            .execution_options(synchronize_session=False)
        )

    async def _list(
        self, which: ColumnElement[bool], limit: int
    ) -> Sequence[tuple[str, int]]:
        statement = (
            select(MediaFile.key, MediaFile.size_bytes)
            .where(_CAN_GO, which)
            .order_by(MediaFile.looked_at, MediaFile.key)
            .limit(limit)
        )
        rows = await self._session.execute(statement)
        return [(key, size) for key, size in rows]

"""Objects in storage, by their key and by what they hold."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    delete,
    func,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.db.locks import take_turn
from services.social.media.models import MediaFile, PostMedia, VideoFrame

_IS_THERE = MediaFile.stored_at.is_not(None) & MediaFile.doomed_at.is_(None)
_SHOWN = select(PostMedia.id).where(PostMedia.file == MediaFile.key)
_A_STILL = select(VideoFrame.video).where(VideoFrame.file == MediaFile.key)
_IS_UNUSED = (
    ~_SHOWN.correlate(MediaFile).exists() & ~_A_STILL.correlate(MediaFile).exists()
)


class MediaFileRepository:
    """Who may see a file is decided by the posts that refer to it."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """Notes objects that are about to be stored."""
        await self._session.execute(insert(MediaFile).values(list(rows)))

    async def lock_content(self, owner_id: UUID | None, sha256: str) -> None:
        """Of those who bring the same bytes, one at a time goes on from here."""
        await take_turn(self._session, f"{owner_id}/{sha256}")

    async def is_kept(self, owner_id: UUID | None, sha256: str) -> bool:
        """Whether these bytes are stored at this moment."""
        statement = select(MediaFile.key).where(*_is_content(owner_id, sha256))
        return await self._session.scalar(statement) is not None

    async def find_same(self, owner_id: UUID | None, sha256: str) -> MediaFile | None:
        """The stored object with these bytes; it stays until the commit."""
        statement = (
            select(MediaFile)
            .where(*_is_content(owner_id, sha256))
            .with_for_update(read=True, key_share=True)
        )
        return (await self._session.scalars(statement)).one_or_none()

    async def set_stored(self, key: str, at: datetime) -> MediaFile:
        """It is in storage now."""
        statement = (
            update(MediaFile)
            .where(MediaFile.key == key)
            .values(stored_at=at, looked_at=at)
            .returning(MediaFile)
        )
        return (await self._session.scalars(statement)).one()

    async def add_frames(self, video: str, frames: Sequence[tuple[float, str]]) -> None:
        """Says which stills a video has: moments in seconds and keys, in order."""
        if not frames:
            return
        rows = [
            {"video": video, "position": n, "at_seconds": at, "file": key}
            for n, (at, key) in enumerate(frames)
        ]
        await self._session.execute(insert(VideoFrame).values(rows))

    async def find_first_frame(self, video: str) -> MediaFile | None:
        """The first still of a video."""
        statement = (
            select(MediaFile)
            .join(VideoFrame, VideoFrame.file == MediaFile.key)
            .where(VideoFrame.video == video)
            .order_by(VideoFrame.position)
            .limit(1)
        )
        return (await self._session.scalars(statement)).one_or_none()

    async def doom_unused(self, keys: Iterable[str], at: datetime) -> list[str]:
        """Gives up those of them that nothing refers to, and the stills of videos among
        them that nothing else refers to; all keys that are given up by now.

        Nothing refers to them from then on: whoever would is waited for."""
        doomed = await self._doom(sorted(set(keys)), at)
        frames = (
            await self._session.scalars(
                delete(VideoFrame)
                .where(VideoFrame.video.in_(doomed))
                .returning(VideoFrame.file)
                .execution_options(synchronize_session=False)
            )
        ).all()
        return doomed + await self._doom(sorted(set(frames)), at)

    async def _doom(self, keys: Sequence[str], at: datetime) -> list[str]:
        locked = (
            select(MediaFile.key)
            .where(MediaFile.key.in_(keys))
            .order_by(MediaFile.key)
            .with_for_update()
        )
        # Two statements: the second sees whatever whoever held the locks has done.
        found = (await self._session.scalars(locked)).all()
        statement = (
            update(MediaFile)
            .where(
                MediaFile.key.in_(found),
                or_(MediaFile.doomed_at.is_not(None), _IS_UNUSED),
            )
            .values(doomed_at=func.coalesce(MediaFile.doomed_at, at))
            .returning(MediaFile.key)
            .execution_options(synchronize_session=False)
        )
        return list((await self._session.scalars(statement)).all())

    async def list_known(self, keys: Sequence[str]) -> set[str]:
        """Those of them that are noted, whatever their state."""
        statement = select(MediaFile.key).where(MediaFile.key.in_(keys))
        return set((await self._session.scalars(statement)).all())

    async def delete_doomed(self, keys: Sequence[str]) -> None:
        """Forgets objects that were given up and are gone from storage."""
        await self._session.execute(
            delete(MediaFile)
            .where(MediaFile.key.in_(keys), MediaFile.doomed_at.is_not(None))
            .execution_options(synchronize_session=False)
        )

    async def list_unused(self, before: datetime, limit: int) -> Sequence[str]:
        """Objects that nothing refers to and that nobody works on any more: noted
        before then, or given up already."""
        statement = (
            select(MediaFile.key)
            .where(
                or_(
                    MediaFile.doomed_at.is_not(None),
                    and_(MediaFile.created_at < before, _IS_UNUSED),
                )
            )
            .limit(limit)
        )
        return (await self._session.scalars(statement)).all()

    async def list_of_owner(
        self, owner_id: UUID, *, after: str, limit: int
    ) -> Sequence[str]:
        """The next keys of an owner's own objects."""
        statement = (
            select(MediaFile.key)
            .where(MediaFile.owner_id == owner_id, MediaFile.key > after)
            .order_by(MediaFile.key)
            .limit(limit)
        )
        return (await self._session.scalars(statement)).all()

    async def note_look(self, key: str, at: datetime, since: datetime) -> None:
        """Somebody needed it just now; written down if the last time was before
        `since`."""
        await self._session.execute(
            update(MediaFile)
            .where(MediaFile.key == key, MediaFile.looked_at < since)
            .values(looked_at=at)
        )

    async def set_place(self, key: str, place: str) -> None:
        """It lies in that storage now."""
        await self._session.execute(
            update(MediaFile).where(MediaFile.key == key).values(place=place)
        )

    async def tell_places(self, prefix: str) -> None:
        """Brings what media say of Supabase in line with where their files lie there:
        under this address and their key."""
        is_moved = MediaFile.key == PostMedia.file
        for place, address in (
            ("supabase", literal(prefix, Text) + PostMedia.file),
            ("local", null()),
        ):
            is_outside = place == "supabase"
            await self._session.execute(
                update(PostMedia)
                .where(
                    is_moved,
                    MediaFile.place == place,
                    PostMedia.uploaded_to_supabase != is_outside,
                )
                .values(supabase_url=address, uploaded_to_supabase=is_outside)
                .execution_options(synchronize_session=False)
            )


def _is_content(
    owner_id: UUID | None, sha256: str
) -> tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]:
    return (
        MediaFile.owner_id.is_not_distinct_from(owner_id),
        MediaFile.sha256 == sha256,
        _IS_THERE,
    )

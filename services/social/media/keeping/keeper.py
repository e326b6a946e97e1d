"""Puts what was fetched into storage, once for equal bytes.

Each object is noted before it is stored, and given up before it is deleted: whatever
is killed in between, the sweep finds it."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from libs.common.clock import Clock
from libs.common.db.session import ReadSession, WriteSession
from libs.common.storage.interface import Storage
from services.social.media.keeping.repository import MediaFileRepository
from services.social.media.models import MediaFile
from services.social.media.probing.answers import MediumFacts

FACTS = ("width", "height", "duration_seconds", "video_codec", "audio_codec")
"""What both a decoder and a row say of a file."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that is to be kept: its key, where it lies, and what it is."""

    key: str
    path: Path
    sha256: str
    size_bytes: int
    content_type: str
    facts: MediumFacts


class MediaKeeper:
    """Keeps the files of one owner's posts (None: of public ones)."""

    def __init__(self, storage: Storage, clock: Clock, owner_id: UUID | None) -> None:
        self._storage = storage
        self._clock = clock
        self._owner_id = owner_id

    async def is_kept(self, session: ReadSession, sha256: str) -> bool:
        """Whether these bytes are stored at this moment."""
        return await MediaFileRepository(session).is_kept(self._owner_id, sha256)

    async def find_same(self, session: WriteSession, sha256: str) -> MediaFile | None:
        """What is stored already with these bytes; it stays until the commit."""
        return await MediaFileRepository(session).find_same(self._owner_id, sha256)

    async def store(
        self,
        drafts: Sequence[Draft],
        unit_of_work: AbstractAsyncContextManager[WriteSession],
    ) -> None:
        """Notes the drafts in a transaction of their own, then stores them.

        They are nobody's until `settle`."""
        now = self._clock.now()
        rows = [
            {
                "key": draft.key,
                "owner_id": self._owner_id,
                "sha256": draft.sha256,
                "content_type": draft.content_type,
                "size_bytes": draft.size_bytes,
                "created_at": now,
                "looked_at": now,
                "place": self._storage.place,
                **{name: getattr(draft.facts, name) for name in FACTS},
            }
            for draft in drafts
        ]
        async with unit_of_work as session:
            await MediaFileRepository(session).add(rows)
        for draft in drafts:
            await self._storage.put_file(
                draft.key, draft.path, draft.content_type, draft.sha256
            )

    async def settle(
        self, session: WriteSession, drafts: Sequence[Draft]
    ) -> dict[str, MediaFile]:
        """The object that stands for each draft, by the draft's key: its own, or an
        equal one that somebody else was quicker with (then its own is swept)."""
        files = MediaFileRepository(session)
        settled: dict[str, MediaFile] = {}
        # In one order, so that two do not wait for each other for ever.
        for draft in sorted(drafts, key=lambda each: each.sha256):
            await files.lock_content(self._owner_id, draft.sha256)
            same = await files.find_same(self._owner_id, draft.sha256)
            settled[draft.key] = same or await files.set_stored(
                draft.key, self._clock.now()
            )
        return settled

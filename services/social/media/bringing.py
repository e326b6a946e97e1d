"""Brings one medium of a post: fetched, examined, kept; what is kept already stands."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Any

from libs.common.db.session import WriteSession
from libs.common.jobs.handlers import Job
from services.social.collection.repository import ClaimRepository, CollectionRepository
from services.social.media.fetching import Download, MediaFetcher, MediumNotStored
from services.social.media.keeping.keeper import FACTS, Draft, MediaKeeper
from services.social.media.keeping.repository import MediaFileRepository
from services.social.media.keys import build_key
from services.social.media.models import MediaFile, PostMedia
from services.social.media.probing.answers import (
    FrameFacts,
    MediumDamaged,
    MediumFacts,
    Question,
)
from services.social.media.repository import MediaRepository
from services.social.posts.models import Post
from services.social.resources import SocialResources

SCOPE = "media"
"""Of claims: who fetches which medium."""


class MediumBringer:
    """Brings media of one post, under one job."""

    def __init__(
        self, job: Job, own: SocialResources, fetcher: MediaFetcher, post: Post
    ) -> None:
        self._job = job
        self._own = own
        self._fetcher = fetcher
        self._post = post
        self._keeper = MediaKeeper(own.storage, own.clock, post.owner_id)

    async def bring(self, medium: PostMedia) -> None:
        """Stores the medium, and gives the claim on it back. Raises MediumNotStored."""
        async with self._work_folder() as folder:
            download = await self._fetcher.fetch(
                medium.source_url, folder / "medium", is_video=medium.kind == "video"
            )
            if await self._refer_to_same(medium, download.sha256):
                return
            facts = await self._examine(download, folder)
            await self._keep(medium, download, facts)

    async def _refer_to_same(self, medium: PostMedia, sha256: str) -> bool:
        """Whether these bytes are kept already: then the medium is them."""
        async with self._job.database.read() as session:
            if not await self._keeper.is_kept(session, sha256):
                return False
        async with self._job.unit_of_work() as session:
            same = await self._keeper.find_same(session, sha256)
            if same:
                await self._refer(session, medium, same)
            return same is not None

    @asynccontextmanager
    async def _work_folder(self) -> AsyncIterator[Path]:
        parent = self._own.work_folder
        await asyncio.to_thread(parent.mkdir, parents=True, exist_ok=True)
        folder = await asyncio.to_thread(tempfile.mkdtemp, dir=parent)
        try:
            yield Path(folder)
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _examine(self, download: Download, folder: Path) -> MediumFacts:
        settings = self._own.settings
        question = Question(
            path=str(download.path),
            content_type=download.type.content_type,
            max_seconds=settings.media_max_video_seconds,
            frames=settings.media_frames if download.type.is_video else 0,
            folder=str(folder),
        )
        try:
            return await self._own.prober.examine(question)
        except MediumDamaged as error:
            raise MediumNotStored("malformed", str(error)) from None

    async def _keep(
        self, medium: PostMedia, download: Download, facts: MediumFacts
    ) -> None:
        draft = Draft(
            key=build_key(self._post.owner_id, download.type.extension),
            path=download.path,
            sha256=download.sha256,
            size_bytes=download.size_bytes,
            content_type=download.type.content_type,
            facts=facts,
        )
        stills = await asyncio.to_thread(self._draft_stills, facts.frames)
        drafts = [draft, *{still.sha256: still for still in stills}.values()]
        await self._keeper.store(drafts, self._job.unit_of_work())
        async with self._job.unit_of_work() as session:
            settled = await self._keeper.settle(session, drafts)
            file = settled[draft.key]
            if file.key == draft.key:
                by_content = {d.sha256: settled[d.key].key for d in drafts}
                frames = [
                    (frame.at_seconds, by_content[still.sha256])
                    for frame, still in zip(facts.frames, stills, strict=True)
                ]
                await MediaFileRepository(session).add_frames(file.key, frames)
            await self._refer(session, medium, file)

    def _draft_stills(self, frames: Sequence[FrameFacts]) -> list[Draft]:
        drafts = []
        for frame in frames:
            path = Path(frame.path)
            with path.open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
            drafts.append(
                Draft(
                    key=build_key(self._post.owner_id, "jpg"),
                    path=path,
                    sha256=digest,
                    size_bytes=path.stat().st_size,
                    content_type="image/jpeg",
                    facts=MediumFacts(frame.width, frame.height),
                )
            )
        return drafts

    async def _refer(
        self, session: WriteSession, medium: PostMedia, file: MediaFile
    ) -> None:
        """The medium is this file from now on."""
        media = MediaRepository(session)
        await media.set_values(medium.id, **self._values_of(file))
        if medium.kind == "video":
            await self._add_thumbnail(session, medium, file)
        await CollectionRepository(session).add_costs(self._job.id, 1, 0)
        claims = ClaimRepository(session, self._job.id)
        await claims.release(SCOPE, [str(medium.id)])

    async def _add_thumbnail(
        self, session: WriteSession, medium: PostMedia, file: MediaFile
    ) -> None:
        """The video's first frame, where the platform gave no picture of it."""
        still = await MediaFileRepository(session).find_first_frame(file.key)
        if still:
            await MediaRepository(session).add_thumbnail(medium, self._values_of(still))

    def _values_of(self, file: MediaFile) -> dict[str, Any]:
        is_outside = file.place == "supabase"
        return {
            "file": file.key,
            "content_type": file.content_type,
            "size_bytes": file.size_bytes,
            "stored_at": self._own.clock.now(),
            "supabase_url": self._own.storage.address_of(file.key)
            if is_outside
            else None,
            "uploaded_to_supabase": is_outside,
            "failure_reason": None,
            "failure_message": None,
            "expired_at": None,
            **{name: getattr(file, name) for name in FACTS},
        }

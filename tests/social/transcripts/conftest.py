"""A post with a video in storage, and whoever is to listen to it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from libs.common.contracts.social import HearPost, PostTranscribed
from libs.common.identity import Identity
from libs.common.ids import new_id
from libs.common.jobs.answers import NoteProgress
from libs.common.jobs.handlers import Handlers, Job
from libs.common.jobs.worker import Worker
from services.social.sources.collected_post import CollectedMedia
from services.social.speech_worker import build_handlers
from services.social.transcripts import decoding
from services.social.transcripts.filtering import HeardSegment
from services.social.transcripts.hearing import HearingOptions, PostHearing
from services.social.transcripts.listening import ListeningLimits
from services.social.transcripts.pieces import Piece
from services.social.transcripts.transcriber import (
    PieceHeard,
    Transcriber,
    TranscriberFailed,
    TranscriberName,
)
from tests.factories.social import build_post
from tests.factories.sound import hum, write_video
from tests.factories.speech_model import build_speech_model, say
from tests.social.conftest import StartSocial
from tests.social.running import Social

_VIDEO = CollectedMedia("video", "https://cdn.example/a.mp4")


@dataclass
class Listener:
    """A transcriber of the tests' own: says the number of the piece, in order.

    It fails with `failures` first; while `gate` is not set, it hears no end of the
    piece numbered `gated`."""

    name: TranscriberName = "openai"
    model: str = "test"
    micro_usd_per_second: int = 0
    failures: list[TranscriberFailed] = field(default_factory=list)
    gated: int | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[tuple[float, str | None]] = field(default_factory=list)
    is_waiting: asyncio.Event = field(default_factory=asyncio.Event)
    before: Callable[[], Any] | None = None

    def price(self, seconds: float) -> int:
        """What the tests say."""
        return round(seconds * self.micro_usd_per_second)

    async def hear(
        self, piece: Piece, language: str | None, on_progress: NoteProgress
    ) -> PieceHeard:
        """One segment of half a second."""
        self.asked.append((round(piece.start_seconds), language))
        if self.before:
            await self.before()
        if self.failures:
            raise self.failures.pop(0)
        if self.gated == len(self.asked) - 1:
            self.is_waiting.set()
            await self.gate.wait()
        on_progress(0.5)
        words = f"piece {len(self.asked)}"
        return PieceHeard([HeardSegment(0, 0.5, words)], "de")

    async def close(self) -> None:
        """Holds nothing."""


@dataclass(frozen=True)
class Studio:
    """Social, and what a test asks of it about speech."""

    social: Social

    async def run(self, *transcribers: Transcriber, **limits: float) -> Worker:
        """Runs a speech worker: of the settings, or with these transcribers."""
        if not transcribers:
            return await self.social.service.run_worker(build_handlers(), "speech")
        handlers = Handlers()
        given = {"seconds": 3600.0, "size_bytes": 10_000_000, **limits}
        options = HearingOptions(
            transcribers,
            ListeningLimits(given["seconds"], int(given["size_bytes"]), 1_500_000_000),
            claim=timedelta(seconds=2),
        )

        async def hear(job: Job, body: HearPost) -> PostTranscribed:
            return await PostHearing(job, body, options).run()

        handlers.long(HearPost, hear)
        return await self.social.service.run_worker(handlers, "speech")

    async def add_post(
        self, *contents: bytes, owner: Identity | None = None, name: str = "a"
    ) -> UUID:
        """A post with these videos, all of them stored."""
        media = tuple(_VIDEO for _ in contents)
        post = build_post(platform_post_id=name, media=media)
        post_id = await self.social.save_one(post, owner=owner)
        for position, content in enumerate(contents):
            key = f"posts/{post_id}/{position}.mp4"
            await self._store(key, content)
            await self.social.change(
                "INSERT INTO media_files (key, content_type, size_bytes, stored_at)"
                f" VALUES ('{key}', 'video/mp4', {len(content)}, now())"
            )
            await self.social.change(
                f"UPDATE post_media SET file = '{key}'"
                f" WHERE post_id = '{post_id}' AND position = {position}"
            )
        return post_id

    async def hear(
        self,
        listener: Identity,
        post_id: UUID,
        *,
        errand_id: UUID | None = None,
        message_id: UUID | None = None,
    ) -> PostTranscribed:
        """Has the post heard by whichever speech worker runs."""
        message = HearPost(
            post_id=post_id,
            owner_id=listener.owner_id,
            errand_id=errand_id or new_id(),
        )
        return await self.social.call(message, PostTranscribed, message_id=message_id)

    async def read(self, reader: Identity, post_id: UUID) -> Any:
        """The post as it is shown."""
        async with self.social.client(reader) as client:
            return (await client.get(f"/api/v1/social/posts/{post_id}")).json()

    async def _store(self, key: str, content: bytes) -> None:
        async def chunks() -> AsyncIterator[bytes]:
            yield content

        await self.social.resources.storage.put_stream(key, chunks(), "video/mp4")


@pytest.fixture(scope="session")
def speech_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that always hears "Hello world", then "again"."""
    folder = tmp_path_factory.mktemp("models") / "scripted"
    return build_speech_model(folder, say("Hello world"), say("again", 1.0, 2.0))


@pytest.fixture(scope="session")
def humming(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A video of three seconds in which, to a detector, somebody speaks."""
    return write_video(tmp_path_factory.mktemp("video") / "a.mp4", hum(3))


@pytest.fixture(scope="session")
def humming_long(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Nine seconds of it."""
    return write_video(tmp_path_factory.mktemp("video") / "b.mp4", hum(9))


@pytest.fixture
def short_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of four seconds, each cut at its end."""
    monkeypatch.setattr(decoding, "CHILD", "tests.social.transcripts.short_pieces")


@pytest.fixture
async def studio(start_social: StartSocial, speech_model: Path) -> Studio:
    """Social with its worker and a speech model; a speech worker each test starts."""
    social = await start_social(whisper_model_path=speech_model)
    await social.run_worker()
    return Studio(social)

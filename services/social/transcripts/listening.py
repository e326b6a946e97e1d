"""Listening to one medium, piece by piece, each stored before the next is heard.

Whoever listens again after a kill goes on behind the last piece, so that nothing is
heard, and nothing is paid, twice; but for the piece that was under way."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from tempfile import TemporaryFile
from typing import IO
from uuid import UUID

import structlog

from libs.common.jobs.answers import NoteProgress
from libs.common.jobs.handlers import Job
from libs.common.storage.interface import StoredObject
from services.social.collection.repository import CollectionRepository
from services.social.transcripts.decoding import DecodedSound, open_sound
from services.social.transcripts.filtering import keep_spoken
from services.social.transcripts.heard import Heard
from services.social.transcripts.pieces import (
    Piece,
    SoundTooLong,
    SoundUnreadable,
)
from services.social.transcripts.repository import TranscriptRepository
from services.social.transcripts.threads import run_in_thread
from services.social.transcripts.transcriber import (
    PieceHeard,
    Transcriber,
    TranscriberFailed,
)
from services.social.transcripts.voice import has_voice

log = structlog.get_logger()

UNREADABLE = "The sound of the video cannot be read: the file is damaged."


class NotHeard(Exception):
    """The medium's words are not to be had; `message` says why, for a person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class ListeningLimits:
    """The most that is listened to, of one medium, and the memory (address space) that
    its decoder may take."""

    seconds: float
    size_bytes: int
    decoder_bytes: int


class Listening:
    """One run, for one medium."""

    def __init__(
        self,
        job: Job,
        medium_id: UUID,
        stored: StoredObject,
        transcribers: Sequence[Transcriber],
        limits: ListeningLimits,
    ) -> None:
        self._job = job
        self._medium_id = medium_id
        self._stored = stored
        self._transcribers = transcribers
        self._limits = limits

    async def run(self, note: NoteProgress) -> None:
        """Stores what is said, or that nothing is. Raises NotHeard.

        `note` is told, in any thread, how much of the medium is done."""
        if self._stored.size_bytes > self._limits.size_bytes:
            raise NotHeard(
                "The video is too large to be listened to (SPEECH_MAX_BYTES)."
            )
        failures = []
        async with self._open_copy() as file:
            for transcriber in self._transcribers:
                try:
                    await self._listen(transcriber, file, note)
                except TranscriberFailed as failed:
                    log.warning("transcriber_failed", by=transcriber.name)
                    failures.append(failed.message)
                else:
                    return
        raise NotHeard(" ".join(failures))

    async def _listen(
        self, transcriber: Transcriber, file: IO[bytes], note: NoteProgress
    ) -> None:
        heard = await self._find_begun(transcriber)
        try:
            async with open_sound(
                file,
                most_seconds=self._limits.seconds,
                memory_bytes=self._limits.decoder_bytes,
            ) as sound:
                if not sound.is_mute:
                    heard = await self._hear_pieces(transcriber, sound, heard, note)
        except SoundUnreadable as error:
            log.info("sound_unreadable", error=str(error))
            await self._keep(replace(heard, state="unreadable", segments=()))
            raise NotHeard(UNREADABLE) from None
        except SoundTooLong:
            raise NotHeard(
                "The video is too long to be listened to: more than "
                f"{self._limits.seconds / 60:.0f} minutes (SPEECH_MAX_SECONDS)."
            ) from None
        await self._keep(heard.finish())

    async def _hear_pieces(
        self,
        transcriber: Transcriber,
        sound: DecodedSound,
        heard: Heard,
        note: NoteProgress,
    ) -> Heard:
        await sound.skip_to(heard.heard_seconds)
        while piece := await sound.read_piece():
            length = max(sound.duration_seconds or 0.0, piece.end_seconds)

            def note_within(
                ratio: float, piece: Piece = piece, length: float = length
            ) -> None:
                done = piece.start_seconds + ratio * piece.length_seconds
                note(min(1.0, done / length))

            found = await self._hear(transcriber, piece, heard.language, note_within)
            heard = _go_on(heard, piece, found)
            await self._keep(heard)
            note_within(1.0)
        return heard

    async def _hear(
        self,
        transcriber: Transcriber,
        piece: Piece,
        language: str | None,
        note: NoteProgress,
    ) -> PieceHeard:
        if not await run_in_thread(lambda _: has_voice(piece.samples)):
            return PieceHeard((), None)
        price = transcriber.price(piece.length_seconds)
        await self._charge(price)
        try:
            return await transcriber.hear(piece, language, note)
        except TranscriberFailed as failed:
            if not failed.may_cost:
                await self._charge(-price)
            raise

    async def _find_begun(self, transcriber: Transcriber) -> Heard:
        """How far this transcriber has come before; another's words are not gone on
        with."""
        async with self._job.database.read() as session:
            found = await TranscriptRepository(session).list_heard([self._medium_id])
        begun = found.get(self._medium_id)
        fresh = Heard("unfinished", transcriber.name, transcriber.model)
        is_ours = begun and (begun.source, begun.model) == (fresh.source, fresh.model)
        return begun if begun and is_ours else fresh

    async def _keep(self, heard: Heard) -> None:
        async with self._job.unit_of_work() as session:
            await TranscriptRepository(session).keep(
                self._medium_id, self._stored.sha256, heard
            )

    async def _charge(self, cost_micro_usd: int) -> None:
        """Before it is spent: a kill must not make us forget it."""
        if not cost_micro_usd:
            return
        calls = 1 if cost_micro_usd > 0 else 0  # the call was made, if for nothing
        async with self._job.unit_of_work() as session:
            runs = CollectionRepository(session)
            await runs.add_costs(self._job.id, calls, cost_micro_usd)

    @asynccontextmanager
    async def _open_copy(self) -> AsyncIterator[IO[bytes]]:
        """The medium as a file of this machine, without a name: a kill leaves none."""
        with TemporaryFile() as file:
            async for chunk in self._job.resources.storage.open(self._stored.key):
                file.write(chunk)
            file.flush()
            yield file


def _go_on(heard: Heard, piece: Piece, found: PieceHeard) -> Heard:
    spoken = keep_spoken(
        found.segments,
        start_seconds=piece.start_seconds,
        length_seconds=piece.length_seconds,
    )
    return replace(
        heard,
        # The first words tell the language; a song in another one does not change it.
        language=heard.language or (found.language if spoken else None),
        has_times=heard.has_times and found.has_times,
        heard_seconds=piece.end_seconds,
        segments=(*heard.segments, *spoken),
    )

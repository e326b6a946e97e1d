"""The sound of a stranger's file, decoded by a process of its own.

A file that makes its decoder break down, or unpack to gigabytes, ends that process and
nothing else."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import TemporaryFile
from typing import IO, Any

import numpy as np

from services.social.clients.asked_process import (
    AskedProcess,
    ProcessBroke,
    start_asked,
)
from services.social.clients.limited_process import ProcessLimits
from services.social.transcripts.pieces import (
    RATE,
    Piece,
    SoundTooLong,
    SoundUnreadable,
)

CHILD = "services.social.transcripts.decoding_child"

# A question takes the decoding of two minutes, or of all that was heard before.
_ANSWER_SECONDS = 300.0
_CPU_SECONDS = 3_600
_PIECE_BYTES = 32 * 1024 * 1024


class DecodedSound:
    """One file's sound, piece by piece."""

    def __init__(self, process: AskedProcess, samples: IO[bytes]) -> None:
        self._process = process
        self._samples = samples
        self.duration_seconds: float | None = None
        self.is_mute = False

    async def open(self, file: IO[bytes], most_seconds: float) -> None:
        """Reads the file's head. Raises SoundUnreadable, SoundTooLong."""
        told = await self._ask(
            file=file.fileno(),
            samples=self._samples.fileno(),
            most_seconds=most_seconds,
        )
        self.duration_seconds = told["duration_seconds"]
        self.is_mute = told["is_mute"]

    async def skip_to(self, seconds: float) -> None:
        """Leaves out what comes before this moment. Raises as `read_piece`."""
        await self._ask(skip_to=seconds)

    async def read_piece(self) -> Piece | None:
        """The next piece, None after the last. Raises SoundUnreadable, SoundTooLong."""
        told = await self._ask()
        if not told["samples"]:
            return None
        samples = np.empty(min(told["samples"], _PIECE_BYTES // 4), np.float32)
        read = os.preadv(self._samples.fileno(), [samples.data], 0)
        if read != 4 * told["samples"]:
            raise SoundUnreadable("its decoder told of more than it wrote")
        return Piece(told["start"] / RATE, samples)

    async def _ask(self, **question: Any) -> dict[str, Any]:
        try:
            told = await self._process.ask(question, _ANSWER_SECONDS)
        except TimeoutError:
            raise SoundUnreadable("it takes too long to decode") from None
        except ProcessBroke:
            raise SoundUnreadable("its decoder broke down") from None
        match told.get("refusal"):
            case None:
                return told
            case "too_long":
                raise SoundTooLong
            case _:
                raise SoundUnreadable(told["message"])


@asynccontextmanager
async def open_sound(
    file: IO[bytes], *, most_seconds: float, memory_bytes: int
) -> AsyncIterator[DecodedSound]:
    """Opens the sound of a file of this machine; whoever is cancelled ends the decoder.

    Raises SoundUnreadable, SoundTooLong."""
    limits = ProcessLimits(_CPU_SECONDS, memory_bytes, _PIECE_BYTES)
    with TemporaryFile() as samples:
        numbers = (file.fileno(), samples.fileno())
        process = await start_asked(CHILD, limits, files=numbers)
        try:
            sound = DecodedSound(process, samples)
            await sound.open(file, most_seconds)
            yield sound
        finally:
            await process.end()

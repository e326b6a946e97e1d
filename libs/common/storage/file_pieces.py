"""Bytes that go into files and come out of them, off the event loop."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

_PIECE_BYTES = 256 * 1024


async def read_file(
    path: Path, start: int = 0, length: int | None = None
) -> AsyncIterator[bytes]:
    """The bytes from `start` on, at most `length` of them, in pieces of 256 KiB."""
    file = await asyncio.to_thread(path.open, "rb")
    try:
        if start:
            await asyncio.to_thread(file.seek, start)
        while length is None or length > 0:
            wanted = _PIECE_BYTES if length is None else min(length, _PIECE_BYTES)
            piece = await asyncio.to_thread(file.read, wanted)
            if not piece:
                return
            if length is not None:
                length -= len(piece)
            yield piece
    finally:
        file.close()


async def gather_pieces(
    chunks: AsyncIterator[bytes], size: int
) -> AsyncIterator[bytes]:
    """The same bytes in pieces of at least `size`: a thread for each is worth it."""
    waiting: list[bytes] = []
    held = 0
    async for chunk in chunks:
        waiting.append(chunk)
        held += len(chunk)
        if held >= size:
            yield b"".join(waiting)
            waiting, held = [], 0
    if waiting:
        yield b"".join(waiting)

"""A ZIP written piece by piece: memory stays the same however large it becomes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_OLDEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the archive; `is_packed` False for what is packed already."""

    name: str
    content: AsyncIterator[bytes]
    is_packed: bool = True


class _Outlet:
    """What `ZipFile` writes to; it cannot seek, so it writes from front to back."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, piece: bytes) -> int:
        """Takes what was written."""
        self._waiting += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        """What was written since the last time."""
        piece = bytes(self._waiting)
        self._waiting.clear()
        return piece


async def write_zip(
    members: AsyncIterator[Member], at: datetime
) -> AsyncIterator[bytes]:
    """The ZIP's bytes; its files are dated `at`. Of any size (ZIP64).

    Packing is done in a thread."""
    outlet = _Outlet()
    with ZipFile(cast("IO[bytes]", outlet), "w") as archive:
        async for member in members:
            moment = (at.year, at.month, at.day, at.hour, at.minute, at.second)
            info = ZipInfo(member.name, max(moment, _OLDEST))
            info.compress_type = ZIP_DEFLATED if member.is_packed else ZIP_STORED
            with archive.open(info, "w", force_zip64=True) as file:
                async for piece in member.content:
                    await asyncio.to_thread(file.write, piece)
                    if written := outlet.take():
                        yield written
    yield outlet.take()

"""From one storage to another, while the system runs.

New objects go to the new storage; what is not there is looked for in the old one; what
is deleted goes from both. So nothing changes for anybody while objects are moved one by
one, and a move that is killed goes on where it stopped."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Literal

from libs.common.storage.interface import (
    ByteRange,
    ObjectNotFound,
    Storage,
    StoredObject,
)


class MoveSpoiled(Exception):
    """An object came out of the new storage otherwise than it went in."""


class MovingStorage:
    """A `Storage` of two, for as long as objects are moved from the old to the new."""

    def __init__(self, new: Storage, old: Storage) -> None:
        self.new = new
        self.old = old

    @property
    def place(self) -> Literal["local", "supabase"]:
        """See `Storage`."""
        return self.new.place

    def address_of(self, key: str) -> str | None:
        """See `Storage`."""
        return self.new.address_of(key)

    async def put_stream(
        self, key: str, chunks: AsyncIterator[bytes], content_type: str
    ) -> StoredObject:
        """See `Storage`."""
        stored = await self.new.put_stream(key, chunks, content_type)
        await self.old.delete(key)
        return stored

    async def put_file(
        self, key: str, path: Path, content_type: str, sha256: str
    ) -> StoredObject:
        """See `Storage`."""
        stored = await self.new.put_file(key, path, content_type, sha256)
        await self.old.delete(key)
        return stored

    async def open(
        self, key: str, byte_range: ByteRange | None = None
    ) -> AsyncIterator[bytes]:
        """See `Storage`."""
        # The old one once more in the end: it may have been moved in between.
        for storage in (self.new, self.old):
            pieces = storage.open(key, byte_range)
            try:
                first = await anext(pieces, None)
            except ObjectNotFound:
                continue
            if first is None:
                return
            yield first
            async for piece in pieces:
                yield piece
            return
        async for piece in self.new.open(key, byte_range):
            yield piece

    async def exists(self, key: str) -> bool:
        """See `Storage`."""
        return await self.new.exists(key) or await self.old.exists(key)

    async def stat(self, key: str) -> StoredObject:
        """See `Storage`."""
        with suppress(ObjectNotFound):
            return await self.new.stat(key)
        with suppress(ObjectNotFound):
            return await self.old.stat(key)
        return await self.new.stat(key)

    async def delete(self, key: str) -> None:
        """See `Storage`. The old one first: whoever moves it looks there last."""
        await self.old.delete(key)
        await self.new.delete(key)

    async def list_keys(self, prefix: str = "") -> AsyncIterator[str]:
        """See `Storage`. One that is just being moved may be told twice."""
        async for key in self.old.list_keys(prefix):
            yield key
        async for key in self.new.list_keys(prefix):
            yield key

    async def discard_unfinished(self, older_than: timedelta) -> int:
        """See `Storage`."""
        old = await self.old.discard_unfinished(older_than)
        return old + await self.new.discard_unfinished(older_than)


async def move_objects(
    storage: MovingStorage,
    note: Callable[[str], Awaitable[None]],
    at_once: int = 4,
) -> AsyncIterator[StoredObject]:
    """Moves whatever is in the old storage; each object as it has arrived.

    It is compared by its hash, read back from the new storage, before `note` is told
    of it and the old one is deleted. Raises MoveSpoiled."""
    keys = storage.old.list_keys()
    batch = [key async for key in _take(keys, at_once)]
    while batch:
        for moved in await asyncio.gather(*(_move(storage, k, note) for k in batch)):
            if moved:
                yield moved
        batch = [key async for key in _take(keys, at_once)]


async def _take(keys: AsyncIterator[str], count: int) -> AsyncIterator[str]:
    for _ in range(count):
        key = await anext(keys, None)
        if key is None:
            return
        yield key


async def _move(
    storage: MovingStorage, key: str, note: Callable[[str], Awaitable[None]]
) -> StoredObject | None:
    """None where it was deleted, or stored anew, meanwhile."""
    old, new = storage.old, storage.new
    try:
        there = await old.stat(key)
        if not await _has_arrived(new, there):
            await new.put_stream(key, old.open(key), there.content_type)
            if not await _has_arrived(new, there):
                await new.delete(key)
                raise MoveSpoiled(key)
    except ObjectNotFound:
        return None
    if not await old.exists(key):
        # Deleted by its owner while we moved it: what we have just stored goes, too.
        await new.delete(key)
        return None
    await note(key)
    await old.delete(key)
    return there


async def _has_arrived(new: Storage, there: StoredObject) -> bool:
    """Whether the new storage has these very bytes, or newer ones under their key."""
    try:
        told = await new.stat(there.key)
    except ObjectNotFound:
        return False
    if told.sha256 != there.sha256:
        return True
    digest = sha256()
    async for piece in new.open(there.key):
        await asyncio.to_thread(digest.update, piece)
    return digest.hexdigest() == there.sha256

"""Putting into a storage and reading from it, in a line each."""

import asyncio
from collections.abc import AsyncIterator

from libs.common.storage.interface import ByteRange, Storage, StoredObject


async def chunks_of(*pieces: bytes) -> AsyncIterator[bytes]:
    """The pieces as a stream."""
    for piece in pieces:
        await asyncio.sleep(0)
        yield piece


async def put(storage: Storage, key: str, content: bytes = b"x") -> StoredObject:
    """Stores something."""
    return await storage.put_stream(key, chunks_of(content), "image/png")


async def read_all(
    storage: Storage, key: str, byte_range: ByteRange | None = None
) -> bytes:
    """An object's bytes, or a part of them."""
    return b"".join([chunk async for chunk in storage.open(key, byte_range)])


async def read_keys(storage: Storage, prefix: str = "") -> set[str]:
    """All keys that begin so."""
    return {key async for key in storage.list_keys(prefix)}

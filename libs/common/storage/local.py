"""Objects as files in a folder of this machine."""

import asyncio
import errno
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Literal, TypeVar

from libs.common.storage.file_pieces import gather_pieces, read_file
from libs.common.storage.interface import ByteRange, StoredObject
from libs.common.storage.keys import check_key, check_prefix
from libs.common.storage.local_files import (
    Upload,
    adopt_file,
    discard_unfinished,
    find_object,
    open_object,
    remove_object,
    walk_keys,
)

Held = TypeVar("Held")

_READ_BYTES = 256 * 1024
_WRITE_BYTES = 1024 * 1024
_KEYS_AT_ONCE = 500


class LocalStorage:
    """A `Storage` under a folder, which is created with the first object.

    An object is a file at its key's path; its type and hash stand in a sidecar beside
    it. All work on files is done in threads. Several processes may share the folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def place(self) -> Literal["local", "supabase"]:
        """See `Storage`."""
        return "local"

    def address_of(self, key: str) -> str | None:
        """See `Storage`."""
        check_key(key)
        return None

    async def put_stream(
        self, key: str, chunks: AsyncIterator[bytes], content_type: str
    ) -> StoredObject:
        """See `Storage`. On the disk (fsync) before it returns."""
        opening = partial(Upload, self._root, check_key(key), content_type)
        async with _held(opening, Upload.close) as upload:
            async for piece in gather_pieces(chunks, _WRITE_BYTES):
                await asyncio.to_thread(upload.write, piece)
            return await asyncio.to_thread(upload.finish)

    async def put_file(
        self, key: str, path: Path, content_type: str, sha256: str
    ) -> StoredObject:
        """See `Storage`. Renamed where it can be, on the disk (fsync) afterwards."""
        adopt = partial(adopt_file, self._root, check_key(key), path)
        try:
            return await asyncio.to_thread(adopt, content_type, sha256)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
        return await self.put_stream(key, read_file(path), content_type)

    async def open(
        self, key: str, byte_range: ByteRange | None = None
    ) -> AsyncIterator[bytes]:
        """See `Storage`."""
        opening = partial(open_object, self._root, check_key(key), byte_range)
        async with _held(opening, lambda opened: opened[0].close()) as (file, length):
            rest = length
            while rest > 0:
                chunk = await asyncio.to_thread(file.read, min(rest, _READ_BYTES))
                if not chunk:
                    break
                rest -= len(chunk)
                yield chunk

    async def exists(self, key: str) -> bool:
        """See `Storage`."""
        return await asyncio.to_thread((self._root / check_key(key)).is_file)

    async def stat(self, key: str) -> StoredObject:
        """See `Storage`. Reads the whole file where its sidecar is not its own."""
        return await asyncio.to_thread(find_object, self._root, check_key(key))

    async def delete(self, key: str) -> None:
        """See `Storage`."""
        await asyncio.to_thread(remove_object, self._root, check_key(key))

    async def list_keys(self, prefix: str = "") -> AsyncIterator[str]:
        """See `Storage`."""
        keys = walk_keys(self._root, check_prefix(prefix))
        while batch := await asyncio.to_thread(list, islice(keys, _KEYS_AT_ONCE)):
            for key in batch:
                yield key

    async def discard_unfinished(self, older_than: timedelta) -> int:
        """See `Storage`."""
        return await asyncio.to_thread(discard_unfinished, self._root, older_than)


@asynccontextmanager
async def _held(
    opening: Callable[[], Held], close: Callable[[Held], None]
) -> AsyncIterator[Held]:
    """What `opening` returns, closed in the end: also when we are cancelled while the
    thread is still at it, which cannot be stopped."""
    task = asyncio.create_task(asyncio.to_thread(opening))
    try:
        yield await asyncio.shield(task)
    finally:
        await asyncio.wait([task])
        if task.exception() is None:
            closing = asyncio.create_task(asyncio.to_thread(close, task.result()))
            await asyncio.shield(closing)

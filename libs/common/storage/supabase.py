"""Objects in a private bucket of Supabase Storage.

Bytes are put into a file of this machine first: their hash goes with the upload, and
what breaks off is sent again from there. Memory stays the same, however large."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Literal

import structlog

from libs.common.http.supabase_objects import (
    ObjectInfo,
    SupabaseBusy,
    SupabaseObjects,
    SupabaseRefused,
)
from libs.common.storage.file_pieces import gather_pieces
from libs.common.storage.interface import (
    ByteRange,
    ObjectNotFound,
    ObjectTooLarge,
    RangeNotSatisfiable,
    StorageUnavailable,
    StoredObject,
)
from libs.common.storage.keys import check_key, check_prefix
from libs.common.storage.leftovers import discard_leftovers

log = structlog.get_logger()

_WRITE_BYTES = 1024 * 1024
_LISTING_TRIES = 5
_KEY_REFUSED = (
    "The storage refuses us. Operators: check SUPABASE_URL and SUPABASE_SECRET_KEY."
)
_BUCKET_PUBLIC = (
    "The storage is open to everybody. Operators: make the bucket of SUPABASE_BUCKET"
    " private, or name another."
)


class SupabaseStorage:
    """A `Storage` in one bucket, which is made, private, before the first object.

    `folder` is where files lie while they are sent."""

    def __init__(self, objects: SupabaseObjects, folder: Path) -> None:
        self._objects = objects
        self._folder = folder
        self._is_bucket_known = False

    @property
    def place(self) -> Literal["local", "supabase"]:
        """See `Storage`."""
        return "supabase"

    def address_of(self, key: str) -> str | None:
        """See `Storage`."""
        return self._objects.address_of(check_key(key))

    async def put_stream(
        self, key: str, chunks: AsyncIterator[bytes], content_type: str
    ) -> StoredObject:
        """See `Storage`."""
        check_key(key)
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._folder)
        digest = sha256()

        def write(piece: bytes) -> None:
            digest.update(piece)
            file.write(piece)

        try:
            with os.fdopen(descriptor, "wb") as file:
                async for piece in gather_pieces(chunks, _WRITE_BYTES):
                    await asyncio.to_thread(write, piece)
            return await self.put_file(
                key, Path(name), content_type, digest.hexdigest()
            )
        finally:
            await asyncio.to_thread(Path(name).unlink, missing_ok=True)

    async def put_file(
        self, key: str, path: Path, content_type: str, sha256: str
    ) -> StoredObject:
        """See `Storage`. Sent again where it broke off; the file stays."""
        check_key(key)
        size = await asyncio.to_thread(lambda: path.stat().st_size)
        told = {"sha256": sha256, "size": size}
        with _translated():
            await self._ensure_bucket()
            await self._objects.upload(key, path, content_type, told)
        return StoredObject(key, size, sha256, content_type)

    async def open(
        self, key: str, byte_range: ByteRange | None = None
    ) -> AsyncIterator[bytes]:
        """See `Storage`. Raises StorageUnavailable where the bytes break off."""
        part = byte_range or ByteRange(0)
        if byte_range and byte_range.start < 0:
            raise await self._build_unsatisfiable(key)
        try:
            with _translated():
                pieces = self._objects.download(check_key(key), part.start, part.end)
                async for piece in pieces:
                    yield piece
        except RangeNotSatisfiable:
            raise await self._build_unsatisfiable(key) from None

    async def exists(self, key: str) -> bool:
        """See `Storage`."""
        with _translated():
            return await self._objects.find(check_key(key)) is not None

    async def stat(self, key: str) -> StoredObject:
        """See `Storage`. Reads the whole object where its hash was not told with it."""
        with _translated():
            found = await self._objects.find(check_key(key))
        if found is None:
            raise ObjectNotFound
        digest = _told_hash(found) or await self._hash(key)
        return StoredObject(key, found.size_bytes, digest, found.content_type)

    async def delete(self, key: str) -> None:
        """See `Storage`."""
        check_key(key)
        try:
            with _translated():
                await self._objects.delete(key)
        except ObjectNotFound:
            return

    async def list_keys(self, prefix: str = "") -> AsyncIterator[str]:
        """See `Storage`. Folder by folder, each read whole before its keys are given:
        whoever deletes them meanwhile shifts nothing."""
        folders = [check_prefix(prefix).rpartition("/")[0]]
        while folders:
            folder = folders.pop()
            for name, is_folder in await self._list_folder(folder):
                key = f"{folder}/{name}" if folder else name
                if is_folder and (
                    f"{key}/".startswith(prefix) or prefix.startswith(f"{key}/")
                ):
                    folders.append(key)
                elif not is_folder and key.startswith(prefix):
                    yield key

    async def discard_unfinished(self, older_than: timedelta) -> int:
        """See `Storage`. What was not sent to its end is no object there."""
        return await asyncio.to_thread(discard_leftovers, self._folder, older_than)

    async def _list_folder(self, folder: str) -> list[tuple[str, bool]]:
        """All entries of a folder, read in pages that overlap by one: where they do
        not fit, somebody has stored or deleted before them, and it is read again."""
        found: dict[str, bool] = {}
        for _ in range(_LISTING_TRIES):
            is_whole = await self._read_pages(folder, found)
            if is_whole:
                break
        else:
            log.warning("listing_kept_moving", folder=folder)
        return list(found.items())

    async def _read_pages(self, folder: str, found: dict[str, bool]) -> bool:
        """Adds what is there; whether nothing moved meanwhile."""
        offset, last = 0, None
        while True:
            try:
                with _translated():
                    page = await self._objects.list_folder(folder, offset)
            except ObjectNotFound:  # there is no bucket yet
                return True
            if last is not None and (not page or page[0] != last):
                return False
            found |= dict(page)
            # A service may give fewer at once than it was asked for.
            if len(page) <= (last is not None) or (last is None and not page):
                return True
            offset += len(page) - 1
            last = page[-1]

    async def _ensure_bucket(self) -> None:
        """Once in a process's life: a private bucket is there."""
        if self._is_bucket_known:
            return
        is_public = await self._objects.find_bucket()
        if is_public:
            raise StorageUnavailable(_BUCKET_PUBLIC)
        if is_public is None:
            await self._objects.create_bucket()
        self._is_bucket_known = True

    async def _hash(self, key: str) -> str:
        digest = sha256()
        async for piece in self.open(key):
            await asyncio.to_thread(digest.update, piece)
        return digest.hexdigest()

    async def _build_unsatisfiable(self, key: str) -> RangeNotSatisfiable:
        size = (await self.stat(key)).size_bytes
        return RangeNotSatisfiable(headers={"Content-Range": f"bytes */{size}"})


def _told_hash(found: ObjectInfo) -> str | None:
    """The hash that we sent with the object, if it is of these bytes."""
    digest = found.told.get("sha256")
    is_of_these = found.told.get("size") == found.size_bytes
    return digest if is_of_these and isinstance(digest, str) else None


@contextmanager
def _translated() -> Iterator[None]:
    """Gives the service's refusals the names of `Storage`."""
    try:
        yield
    except SupabaseBusy as error:
        log.warning("storage_unavailable", error=str(error))
        raise StorageUnavailable from error
    except SupabaseRefused as error:
        match error.status:
            case 404:
                raise ObjectNotFound from error
            case 413:
                raise ObjectTooLarge from error
            case 416:
                raise RangeNotSatisfiable from error
            case 401 | 403:
                raise StorageUnavailable(_KEY_REFUSED) from error
        log.warning("storage_refused", error=str(error))
        raise StorageUnavailable from error

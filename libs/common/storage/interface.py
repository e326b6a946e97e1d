"""What every object storage offers, and the words it answers with."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal, Protocol

from libs.common.errors import (
    DomainError,
    MalformedRequest,
    NotFound,
    PayloadTooLarge,
    UpstreamUnavailable,
)


class ObjectNotFound(NotFound):
    """Nothing is stored under this key."""

    message = "This file is not stored here."


class InvalidObjectKey(MalformedRequest):
    """The key is not one that anything can be stored under."""

    message = "This is not the name of a stored file."


class RangeNotSatisfiable(DomainError):
    """The asked bytes lie behind the end of the object."""

    status_code = 416
    message = "The file ends before the part that was asked for."


class StorageFull(UpstreamUnavailable):
    """There is no room for another object."""

    message = "The storage for media is full. Free some space, then try again."


class ObjectTooLarge(PayloadTooLarge):
    """The storage takes no object of this size."""

    message = "This file is larger than the storage takes."


class StorageUnavailable(UpstreamUnavailable):
    """The storage does not answer, or not to us; the message tells operators why."""

    message = "The storage for media cannot be reached at the moment."


@dataclass(frozen=True, slots=True)
class StoredObject:
    """A stored object; `sha256` in lower-case hexadecimal."""

    key: str
    size_bytes: int
    sha256: str
    content_type: str


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes `start` to `end`, both counted from 0 and included; None = to the last."""

    start: int
    end: int | None = None


class Storage(Protocol):
    """Objects under keys.

    A key is 1 to 512 of `A-Z a-z 0-9 . _ - /`, parts between slashes being at most
    200 long and never empty, `.` or `..`. Every method raises InvalidObjectKey for
    any other. No key may be a folder of another (`a` and `a/b`).

    A storage that is not on this machine may raise StorageUnavailable from any."""

    @property
    def place(self) -> Literal["local", "supabase"]:
        """Where new objects are put."""
        ...

    def address_of(self, key: str) -> str | None:
        """Where an object lies outside, for those with its storage's key; None of one
        on this machine."""
        ...

    async def put_stream(
        self, key: str, chunks: AsyncIterator[bytes], content_type: str
    ) -> StoredObject:
        """Stores the bytes, whole or not at all; what was there is replaced.

        An error of `chunks` passes through and leaves nothing. Raises StorageFull."""
        ...

    async def put_file(
        self, key: str, path: Path, content_type: str, sha256: str
    ) -> StoredObject:
        """Stores a file of this machine, whole or not at all, as `put_stream`.

        The file may be gone afterwards. `sha256` is that of its bytes: who has just
        written them knows it."""
        ...

    def open(
        self, key: str, byte_range: ByteRange | None = None
    ) -> AsyncIterator[bytes]:
        """The object's bytes, or a part of them, in chunks of at most 256 KiB.

        Raises ObjectNotFound or RangeNotSatisfiable when the first chunk is asked
        for. Of an object that is replaced meanwhile, the old one is read to its end."""
        ...

    async def exists(self, key: str) -> bool:
        """Whether something is stored under the key."""
        ...

    async def stat(self, key: str) -> StoredObject:
        """Size, hash and type of an object. Raises ObjectNotFound."""
        ...

    async def delete(self, key: str) -> None:
        """Removes an object; nothing happens where there is none."""
        ...

    def list_keys(self, prefix: str = "") -> AsyncIterator[str]:
        """All keys that begin with the prefix, in no order."""
        ...

    async def discard_unfinished(self, older_than: timedelta) -> int:
        """Removes what writers that died have left behind, untouched for so long;
        how many."""
        ...

"""The files behind `LocalStorage`. Everything here blocks: call it in a thread.

An object is written to a temporary file, brought to the disk and then renamed, so that
a reader sees the old one or the new one. Its sidecar (`<name>~`, a character that keys
have not) is renamed first and says which file it describes, by size and time: one that
describes another file, after a crash between the two, is
written anew."""

import errno
import mimetypes
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import file_digest, sha256
from io import BufferedReader
from pathlib import Path
from stat import S_ISREG
from uuid import uuid4

from pydantic import BaseModel, ValidationError

from libs.common.storage.interface import (
    ByteRange,
    InvalidObjectKey,
    ObjectNotFound,
    RangeNotSatisfiable,
    StorageFull,
    StoredObject,
)

_UNFINISHED = "~unfinished"
_MARK = "~"
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
_NO_FILE = (FileNotFoundError, NotADirectoryError)
_PUBLISH_TRIES = 5


class _Sidecar(BaseModel):
    """What a file does not say itself; `size_bytes`, `modified_ns` name the file."""

    content_type: str
    sha256: str
    size_bytes: int
    modified_ns: int


class Upload:
    """One object being written; nothing is to be seen of it until `finish`."""

    def __init__(self, root: Path, key: str, content_type: str) -> None:
        self._root, self._key, self._content_type = root, key, content_type
        self._temporary = root / _UNFINISHED / uuid4().hex
        self._hash = sha256()
        with _telling_full():
            self._temporary.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._temporary.open("xb")

    def write(self, piece: bytes) -> None:
        """Adds bytes. Raises StorageFull."""
        with _telling_full():
            self._file.write(piece)
        self._hash.update(piece)

    def finish(self) -> StoredObject:
        """Brings the object to the disk and to its place.

        Raises StorageFull, InvalidObjectKey where the key is a folder of another."""
        with _telling_full():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            info = self._temporary.stat()
            sidecar = _Sidecar(
                content_type=self._content_type,
                sha256=self._hash.hexdigest(),
                size_bytes=info.st_size,
                modified_ns=info.st_mtime_ns,
            )
            _publish(self._root, self._key, self._temporary, sidecar)
        return _describe(self._key, sidecar)

    def close(self) -> None:
        """Removes whatever `finish` has not put in its place."""
        with suppress(OSError):
            self._file.close()
        self._temporary.unlink(missing_ok=True)


def adopt_file(
    root: Path, key: str, path: Path, content_type: str, digest: str
) -> StoredObject:
    """Makes a file of this machine an object by renaming it; `digest` is its SHA-256.

    Raises as `Upload.finish`; OSError (EXDEV) where it lies in another file system."""
    with _telling_full():
        with path.open("rb") as file:
            os.fsync(file.fileno())
            info = os.fstat(file.fileno())
        sidecar = _Sidecar(
            content_type=content_type,
            sha256=digest,
            size_bytes=info.st_size,
            modified_ns=info.st_mtime_ns,
        )
        _publish(root, key, path, sidecar)
    return _describe(key, sidecar)


def _publish(root: Path, key: str, temporary: Path, sidecar: _Sidecar) -> None:
    target = root / key
    for _ in range(_PUBLISH_TRIES):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_sidecar(root, target, sidecar)
            temporary.replace(target)
        except FileNotFoundError:
            # Somebody removed the folder with its last object just now.
            continue
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            if _is_in_the_way(target, root):
                raise InvalidObjectKey from error
            # `mkdir` says so, too, of a folder that is removed while it looks.
            continue
        _sync_folders(target.parent, root)
        return
    raise FileNotFoundError(target)


def _is_in_the_way(target: Path, root: Path) -> bool:
    """Whether the name is that of a folder, or a file stands for one of its folders."""
    folders = [folder for folder in target.parents if folder.is_relative_to(root)]
    return target.is_dir() or any(
        folder.exists() and not folder.is_dir() for folder in folders
    )


def find_object(root: Path, key: str) -> StoredObject:
    """The object under a key. Raises ObjectNotFound."""
    path = root / key
    try:
        info = path.stat()
    except _NO_FILE as error:
        raise ObjectNotFound from error
    if not S_ISREG(info.st_mode):
        raise ObjectNotFound
    sidecar = _read_sidecar(path)
    if sidecar is None or (sidecar.size_bytes, sidecar.modified_ns) != (
        info.st_size,
        info.st_mtime_ns,
    ):
        sidecar = _renew_sidecar(root, path, sidecar)
    return _describe(key, sidecar)


def open_object(
    root: Path, key: str, byte_range: ByteRange | None
) -> tuple[BufferedReader, int]:
    """The opened file at the first byte asked for, and how many bytes to read.

    Raises ObjectNotFound, RangeNotSatisfiable."""
    try:
        file = (root / key).open("rb")
    except (*_NO_FILE, IsADirectoryError) as error:
        raise ObjectNotFound from error
    size = os.fstat(file.fileno()).st_size
    if byte_range is None:
        return file, size
    if not 0 <= byte_range.start < size:
        file.close()
        raise RangeNotSatisfiable(headers={"Content-Range": f"bytes */{size}"})
    file.seek(byte_range.start)
    last = size - 1 if byte_range.end is None else min(byte_range.end, size - 1)
    return file, max(0, last - byte_range.start + 1)


def remove_object(root: Path, key: str) -> None:
    """Removes an object, its sidecar and the folders that it leaves empty."""
    path = root / key
    if path.is_dir():
        return
    for name in (path, _sidecar_path(path)):
        with suppress(*_NO_FILE):
            name.unlink()
    with suppress(OSError):
        for folder in path.parents:
            if folder == root:
                break
            folder.rmdir()


def walk_keys(root: Path, prefix: str) -> Iterator[str]:
    """The keys of all objects that begin with the prefix."""
    folders = [root / prefix.rpartition("/")[0]]
    while folders:
        try:
            entries = list(os.scandir(folders.pop()))
        except _NO_FILE:
            continue
        for entry in entries:
            if _MARK in entry.name:
                continue
            key = Path(entry.path).relative_to(root).as_posix()
            if entry.is_dir():
                folders.append(Path(entry.path))
            elif key.startswith(prefix):
                yield key


def discard_unfinished(root: Path, older_than: timedelta) -> int:
    """Removes temporary files that nobody has written to for so long; how many."""
    count = 0
    latest = time.time() - older_than.total_seconds()
    for path in (root / _UNFINISHED).glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < latest:
                path.unlink()
                count += 1
    return count


def _describe(key: str, sidecar: _Sidecar) -> StoredObject:
    return StoredObject(
        key=key,
        size_bytes=sidecar.size_bytes,
        sha256=sidecar.sha256,
        content_type=sidecar.content_type,
    )


def _sidecar_path(path: Path) -> Path:
    return path.with_name(path.name + _MARK)


def _read_sidecar(path: Path) -> _Sidecar | None:
    try:
        return _Sidecar.model_validate_json(_sidecar_path(path).read_bytes())
    except (*_NO_FILE, ValidationError):
        return None


def _write_sidecar(root: Path, path: Path, sidecar: _Sidecar) -> None:
    temporary = root / _UNFINISHED / uuid4().hex
    temporary.parent.mkdir(parents=True, exist_ok=True)
    try:
        with temporary.open("xb") as file:
            file.write(sidecar.model_dump_json().encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(_sidecar_path(path))
    finally:
        temporary.unlink(missing_ok=True)


def _renew_sidecar(root: Path, path: Path, known: _Sidecar | None) -> _Sidecar:
    """Describes a file again from its bytes; its type is known or told by its name."""
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    try:
        with path.open("rb") as file:
            info = os.fstat(file.fileno())
            digest = file_digest(file, "sha256").hexdigest()
    except _NO_FILE as error:
        raise ObjectNotFound from error
    sidecar = _Sidecar(
        content_type=known.content_type if known else guessed,
        sha256=digest,
        size_bytes=info.st_size,
        modified_ns=info.st_mtime_ns,
    )
    # Without room for it the answer is as good, only slow again the next time.
    with suppress(OSError):
        _write_sidecar(root, path, sidecar)
    return sidecar


def _sync_folders(folder: Path, root: Path) -> None:
    """Brings the names down to `folder` to the disk; a file's own fsync does not."""
    while True:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if folder == root:
            return
        folder = folder.parent


@contextmanager
def _telling_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise StorageFull from error
        raise

"""The files of an upload that are read: loose ones, or those in a ZIP. Blocks."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

from services.social.imports.archives.x.marks import (
    MARK_BYTES,
    Role,
    find_role,
    is_deleted,
    is_of_archive,
    may_belong,
)
from services.social.imports.archives.zip_files import (
    NOT_A_ZIP,
    ZIP_MARKS,
    ZipLimits,
    open_zip,
)
from services.social.imports.files.forms import FileNotReadable
from services.social.imports.upload import UploadedFile

_NUMBER = re.compile(r"\d+")
_ORDER: tuple[Role, ...] = ("account", "manifest", "notes", "posts", "community_posts")


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file to be read; `role` None: it is no part of an archive.

    `opener` gives it at its beginning; it is not closed by who reads it, as it may be
    somebody else's."""

    role: Role | None
    name: str
    size_bytes: int
    opener: Callable[[], BinaryIO]


def find_parts(
    files: Sequence[UploadedFile], limits: ZipLimits, *, is_part: bool = False
) -> list[FilePart]:
    """The files that are to be read, in the order to read them.

    `is_part`: the file was cut for a preview. Raises FileNotReadable."""
    heads = [_read_head(file.file) for file in files]
    zips = [head.startswith(ZIP_MARKS) for head in heads]
    if any(zips):
        if len(files) > 1:
            raise FileNotReadable("too_many_files", "Hand in a ZIP by itself.")
        if is_part:
            message = "A ZIP cannot be looked at in part: send the whole of it."
            raise FileNotReadable("zip_in_part", message)
        return _sort(_parts_of_zip(files[0].file, limits))
    if any(is_of_archive(head) for head in heads):
        found = (
            FilePart(role, file.name, file.size_bytes, _rewinder(file.file))
            for file, head in zip(files, heads, strict=True)
            if not is_deleted(file.name) and (role := find_role(head))
        )
        return _sort(found)
    if len(files) > 1:
        message = "Hand in one file at a time, or the files of one archive of X."
        raise FileNotReadable("too_many_files", message)
    [file] = files
    return [FilePart(None, file.name, file.size_bytes, _rewinder(file.file))]


@contextmanager
def open_part(part: FilePart) -> Iterator[BinaryIO]:
    """The part's bytes. Damage that shows while reading raises FileNotReadable."""
    try:
        file = part.opener()
    except NOT_A_ZIP as error:
        raise _damaged(part, error) from None
    try:
        yield file
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise _damaged(part, error) from None


def _damaged(part: FilePart, error: Exception) -> FileNotReadable:
    message = f"{part.name} in this ZIP is damaged: {error}"
    return FileNotReadable("bad_zip", message)


def _parts_of_zip(file: BinaryIO, limits: ZipLimits) -> Iterator[FilePart]:
    opened = open_zip(file, limits)
    names = [member.filename for member in opened.infolist()]
    found = False
    for member in opened.infolist():
        if member.is_dir() or not may_belong(member.filename):
            continue

        def opener(member: zipfile.ZipInfo = member) -> BinaryIO:
            return cast("BinaryIO", opened.open(member))

        part = FilePart(None, member.filename, member.file_size, opener)
        with open_part(part) as content:
            role = find_role(content.read(MARK_BYTES))
        if role:
            found = True
            yield FilePart(role, member.filename, member.file_size, opener)
    if not found:
        raise _say_what_it_is(names)


def _say_what_it_is(names: Sequence[str]) -> FileNotReadable:
    """A ZIP of something else, told by the names in it."""
    if any(name.startswith("xl/") for name in names):
        message = "This is a spreadsheet. Save it as CSV, then hand that in."
        return FileNotReadable("spreadsheet", message)
    if any(name.lower().endswith((".csv", ".json")) for name in names):
        message = "This ZIP is no archive of X. Unpack it and hand in the CSV or JSON."
        return FileNotReadable("not_an_archive", message)
    message = "This ZIP is no archive of X: it has no `data/tweets.js`."
    return FileNotReadable("not_an_archive", message)


def _sort(parts: Iterator[FilePart]) -> list[FilePart]:
    """By role, then by the numbers in the names: part 10 comes after part 2."""

    def place(part: FilePart) -> tuple[int, list[int], str]:
        role = _ORDER.index(part.role) if part.role else 0
        return role, [int(n[:9]) for n in _NUMBER.findall(part.name)], part.name

    found = sorted(parts, key=place)
    if not any(part.role in {"posts", "community_posts"} for part in found):
        message = "Of the files of an archive of X, `tweets.js` is missing."
        raise FileNotReadable("no_posts_file", message)
    return found


def _read_head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(MARK_BYTES)


def _rewinder(file: BinaryIO) -> Callable[[], BinaryIO]:
    def rewind() -> BinaryIO:
        file.seek(0)
        return file

    return rewind

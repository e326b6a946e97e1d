"""The files of an upload that are read: loose ones, or those in ZIPs. Blocks."""

import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from services.social.imports.archives.kind import HEAD_BYTES, ArchiveKind
from services.social.imports.archives.kinds import KINDS
from services.social.imports.archives.linkedin.kind import KIND as LINKEDIN
from services.social.imports.archives.tables import find_table, may_be_table
from services.social.imports.archives.unknown import name_document, name_zip
from services.social.imports.archives.x.marks import is_of_archive
from services.social.imports.archives.zip_files import (
    NOT_A_ZIP,
    ZIP_MARKS,
    ZipLimits,
    check_is_small,
    is_workbook,
    open_zips,
)
from services.social.imports.files.forms import FileNotReadable
from services.social.imports.upload import UploadedFile

_NUMBER = re.compile(r"\d+")
_TABLE = "table"


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file to be read; `role` is what it is to its kind of archive.

    `opener` gives it at its beginning; it is not closed by who reads it, as it may be
    somebody else's."""

    role: str
    name: str
    size_bytes: int
    opener: Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class FoundParts:
    """What is read of an upload, in the order to read it; `kind` None: it is a table,
    in one file or several."""

    kind: ArchiveKind | None
    parts: Sequence[FilePart]

    @property
    def kept(self) -> list[FilePart]:
        """What of it is stored: of files that hold more than posts these alone."""
        kind = self.kind
        if kind is None:
            return list(self.parts)
        kept = [part for part in self.parts if part.role not in kind.looked_at]
        reduce = kind.reduce
        return [_reduce(part, reduce) for part in kept] if reduce else kept


def find_parts(
    files: Sequence[UploadedFile], limits: ZipLimits, *, is_part: bool = False
) -> FoundParts:
    """The files that are to be read. `is_part`: the file was cut for a preview.

    Raises FileNotReadable."""
    heads = [_read_head(file.file) for file in files]
    zips = [head.startswith(ZIP_MARKS) for head in heads]
    if any(zips):
        if not all(zips):
            message = "Hand in the ZIPs of one export by themselves."
            raise FileNotReadable("too_many_files", message)
        if is_part:
            message = "A ZIP cannot be looked at in part: send the whole of it."
            raise FileNotReadable("zip_in_part", message)
        return _find_in_zips(files, limits)
    found = _group(_loose_candidates(files, heads))
    if found:
        return found
    if any(is_of_archive(head) for head in heads):
        return _check(KINDS[0], [])
    if len(files) > 1:
        message = "Hand in one file at a time, or the files of one platform's export."
        raise FileNotReadable("too_many_files", message)
    name_document(files[0].name, heads[0])
    return FoundParts(None, [_loose(files[0], _TABLE)])


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


Candidate = tuple[ArchiveKind | str, FilePart]


def _find_in_zips(files: Sequence[UploadedFile], limits: ZipLimits) -> FoundParts:
    opened = open_zips([file.file for file in files], limits)
    names = [member.filename for each in opened for member in each.infolist()]
    if is_workbook(names):
        if len(files) > 1:
            raise FileNotReadable("too_many_files", "Hand in a workbook by itself.")
        check_is_small(opened[0])
        return FoundParts(LINKEDIN, [_loose(files[0], "workbook")])
    members = [
        _member(each, member)
        for each in opened
        for member in each.infolist()
        if not member.is_dir()
    ]
    found = _group(_packed_candidates(members))
    if found is None:
        raise name_zip(names)
    return found


def _packed_candidates(members: Iterable[FilePart]) -> Iterator[Candidate]:
    for part in members:
        kinds = [kind for kind in KINDS if kind.may_belong(part.name)]
        if not kinds and not may_be_table(part.name):
            continue
        with open_part(part) as content:
            head = content.read(HEAD_BYTES)
        yield from _classify(part, head, kinds)


def _loose_candidates(
    files: Sequence[UploadedFile], heads: Sequence[bytes]
) -> Iterator[Candidate]:
    for file, head in zip(files, heads, strict=True):
        # Several tables of one export may be handed in; a single one is told by what
        # is in it later on.
        is_single = len(files) == 1
        for owner, part in _classify(_loose(file, _TABLE), head, KINDS):
            if isinstance(owner, ArchiveKind) or not is_single:
                yield owner, part


def _classify(
    part: FilePart, head: bytes, kinds: Iterable[ArchiveKind]
) -> Iterator[Candidate]:
    for kind in kinds:
        role = kind.find_role(part.name, head)
        if role:
            yield kind, replace(part, role=role)
            return
    table = find_table(head)
    if table:
        yield table, replace(part, role=_TABLE)


def _group(candidates: Iterable[Candidate]) -> FoundParts | None:
    """What was found, by whose it is. Raises FileNotReadable where that is two
    exports in one."""
    by_kind: dict[str, tuple[ArchiveKind | None, list[FilePart]]] = {}
    with_posts: dict[str, bool] = defaultdict(bool)
    for owner, part in candidates:
        kind = owner if isinstance(owner, ArchiveKind) else None
        name = kind.name if kind else str(owner)
        by_kind.setdefault(name, (kind, []))[1].append(part)
        with_posts[name] |= kind is None or part.role in kind.posts
    chosen = [name for name in by_kind if with_posts[name]] or list(by_kind)[:1]
    if not chosen:
        return None
    if len(chosen) > 1:
        message = "These are several exports. Hand in one at a time."
        raise FileNotReadable("several_exports", message)
    kind, parts = by_kind[chosen[0]]
    return _check(kind, parts) if kind else FoundParts(None, sorted(parts, key=_place))


def _check(kind: ArchiveKind, parts: list[FilePart]) -> FoundParts:
    """By role, then by the numbers in the names: part 10 comes after part 2."""
    if not any(part.role in kind.posts for part in parts):
        raise FileNotReadable("no_posts_file", kind.missing)
    order = kind.roles.index
    ordered = sorted(parts, key=lambda part: (order(part.role), _place(part)))
    return FoundParts(kind, ordered)


def _place(part: FilePart) -> tuple[list[int], str]:
    return [int(number[:9]) for number in _NUMBER.findall(part.name)], part.name


def _reduce(part: FilePart, reduce: Callable[[str, BinaryIO], BinaryIO]) -> FilePart:
    return replace(part, opener=lambda: reduce(part.name, part.opener()))


def _damaged(part: FilePart, error: Exception) -> FileNotReadable:
    message = f"{part.name} in this ZIP is damaged: {error}"
    return FileNotReadable("bad_zip", message)


def _member(opened: zipfile.ZipFile, member: zipfile.ZipInfo) -> FilePart:
    def opener() -> BinaryIO:
        return cast("BinaryIO", opened.open(member))

    return FilePart("", member.filename, member.file_size, opener)


def _loose(file: UploadedFile, role: str) -> FilePart:
    def rewind() -> BinaryIO:
        file.file.seek(0)
        return file.file

    return FilePart(role, file.name, file.size_bytes, rewind)


def _read_head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(HEAD_BYTES)

"""Opens ZIPs that strangers made: everything is checked before anything is unpacked.

Blocks: use it in a thread."""

import re
import stat
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from services.social.imports.archives.zip_directory import read_directory
from services.social.imports.files.forms import FileNotReadable

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")

NOT_A_ZIP = (
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
)
"""What the library raises for ZIPs whose lists or headers are damaged."""

_LONGEST_NAME = 1_000
# What a member's entry in the list takes at most, name and extra fields included.
_MOST_ENTRY_BYTES = 1_024
_LOCAL_HEADER_BYTES = 30
_ENCRYPTED = 0x1 | 0x40
_PATCHED = 0x20
_UNIX = 3
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DRIVE = re.compile(r"[A-Za-z]:")
_LARGEST_WORKBOOK = 30_000_000
# Below this, any ratio is harmless.
_SMALL_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """What a ZIP may be at most; sizes are in bytes, unpacked."""

    max_members: int
    max_unpacked_bytes: int
    max_ratio: float


def open_zip(file: BinaryIO, limits: ZipLimits) -> zipfile.ZipFile:
    """A ZIP all of whose members may be read. Raises FileNotReadable."""
    directory = read_directory(file)
    if directory is None:
        raise FileNotReadable("bad_zip", "This ZIP is cut off or damaged.")
    if (
        directory.members > limits.max_members
        or directory.size_bytes > limits.max_members * _MOST_ENTRY_BYTES
    ):
        raise FileNotReadable(
            "too_many_members",
            f"This ZIP has more than {limits.max_members:,} files in it.",
        )
    try:
        opened = zipfile.ZipFile(file)
    except NOT_A_ZIP:
        raise FileNotReadable("bad_zip", "This ZIP is cut off or damaged.") from None
    _check_members(opened.infolist(), limits)
    _check_places(opened.infolist(), opened.start_dir)
    return opened


def open_zips(files: Sequence[BinaryIO], limits: ZipLimits) -> list[zipfile.ZipFile]:
    """The ZIPs of one export, which together are no larger than one may be.

    Raises FileNotReadable."""
    opened: list[zipfile.ZipFile] = []
    for file in files:
        opened.append(open_zip(file, limits))
        every = [member for each in opened for member in each.infolist()]
        if len(opened) > 1:
            _check_sizes(every, limits)
    return opened


def is_workbook(names: Sequence[str]) -> bool:
    """Whether a ZIP with these names is a spreadsheet."""
    return "xl/workbook.xml" in names


def check_is_small(opened: zipfile.ZipFile) -> None:
    """Raises FileNotReadable for a workbook that could not be held in memory."""
    if sum(member.file_size for member in opened.infolist()) > _LARGEST_WORKBOOK:
        most = _LARGEST_WORKBOOK // 1_000_000
        message = f"This workbook is too large: unpacked it has more than {most} MB."
        raise FileNotReadable("too_large_unpacked", message)


def _check_sizes(members: Sequence[zipfile.ZipInfo], limits: ZipLimits) -> None:
    if len(members) > limits.max_members:
        raise FileNotReadable(
            "too_many_members",
            f"This ZIP has more than {limits.max_members:,} files in it.",
        )
    if sum(member.file_size for member in members) > limits.max_unpacked_bytes:
        most = limits.max_unpacked_bytes // 1_000_000
        raise FileNotReadable(
            "too_large_unpacked", f"Unpacked, this ZIP has more than {most:,} MB."
        )


def _check_members(members: Sequence[zipfile.ZipInfo], limits: ZipLimits) -> None:
    seen: set[str] = set()
    _check_sizes(members, limits)
    for member in members:
        _check_name(member)
        _check_kind(member)
        if member.filename in seen:
            raise _refuse("duplicate_member", member, "is in it twice")
        seen.add(member.filename)
        packed = max(1, member.compress_size)
        is_large = member.file_size > _SMALL_BYTES
        if is_large and member.file_size / packed > limits.max_ratio:
            raise _refuse("too_dense", member, "is packed too densely to be an export")


def _check_name(member: zipfile.ZipInfo) -> None:
    """Names that would lead out of a folder. Nothing is written under any name here;
    but a ZIP that has one was made to do harm."""
    # The library cuts a name at NUL, and turns this system's own separator around.
    name = member.orig_filename
    is_absolute = name.startswith(("/", "\\")) or _DRIVE.match(name)
    parts = re.split(r"[/\\]", name)
    if is_absolute or ".." in parts or "\\" in name or "\x00" in name:
        raise _refuse("unsafe_name", member, "has a name that leads elsewhere")
    if not name or len(name) > _LONGEST_NAME:
        raise _refuse("unsafe_name", member, "has a name of an impossible length")


def _check_kind(member: zipfile.ZipInfo) -> None:
    mode = member.external_attr >> 16
    kind = stat.S_IFMT(mode)
    if (
        member.create_system == _UNIX
        and kind
        and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
    ):
        raise _refuse("link", member, "is a link, not a file")
    if member.flag_bits & _ENCRYPTED:
        raise _refuse("encrypted", member, "is locked with a password")
    if member.compress_type not in _READABLE or member.flag_bits & _PATCHED:
        raise _refuse("bad_compression", member, "is packed in an unusual way")


def _check_places(members: Sequence[zipfile.ZipInfo], end: int) -> None:
    """Members that share their bytes unpack to more than any ratio tells."""
    ordered = sorted(members, key=lambda member: member.header_offset)
    following = [*(member.header_offset for member in ordered), end][1:]
    for member, next_offset in zip(ordered, following, strict=False):
        least = _LOCAL_HEADER_BYTES + member.compress_size
        if member.header_offset < 0 or member.header_offset + least > next_offset:
            raise _refuse("overlapping", member, "lies upon another")


def _refuse(reason: str, member: zipfile.ZipInfo, what: str) -> FileNotReadable:
    shown = "".join(s if s.isprintable() else "?" for s in member.orig_filename[:80])
    return FileNotReadable(reason, f"This ZIP is not taken: {shown!r} {what}.")

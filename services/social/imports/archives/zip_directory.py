"""The end of a ZIP, read before anything else of it: how much it announces.

The library that unpacks reads the whole list of members at once. Source of the layout:
PKWARE APPNOTE.TXT 6.3.10, 4.3.14 to 4.3.16."""

import struct
from dataclasses import dataclass
from typing import BinaryIO

_END = b"PK\x05\x06"
_END_FORMAT = struct.Struct("<4s4H2LH")
_END_64 = b"PK\x06\x06"
_END_64_FORMAT = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = b"PK\x06\x07"
_LOCATOR_FORMAT = struct.Struct("<4sLQL")
_LONGEST_COMMENT = 65_535
_SEE_64 = 0xFFFFFFFF
_SEE_64_COUNT = 0xFFFF


@dataclass(frozen=True, slots=True)
class ZipDirectory:
    """The list of members: how many, how large, and where it begins."""

    members: int
    size_bytes: int
    offset: int


def read_directory(file: BinaryIO) -> ZipDirectory | None:
    """What the end of the file announces; None if it is the end of no ZIP."""
    size = file.seek(0, 2)
    start = max(0, size - _LONGEST_COMMENT - _END_FORMAT.size)
    file.seek(start)
    tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_FORMAT.size:
        return None
    _, _, _, _, members, length, offset, _ = _END_FORMAT.unpack_from(tail, place)
    if _SEE_64_COUNT in {members} or _SEE_64 in {length, offset}:
        return _read_directory_64(file, start + place)
    return ZipDirectory(members, length, offset)


def _read_directory_64(file: BinaryIO, end: int) -> ZipDirectory | None:
    """The same where the numbers need 64 bits: a locator before the end says where."""
    place = end - _LOCATOR_FORMAT.size
    if place < 0:
        return None
    file.seek(place)
    locator = file.read(_LOCATOR_FORMAT.size)
    if not locator.startswith(_LOCATOR):
        return None
    _, _, offset, _ = _LOCATOR_FORMAT.unpack(locator)
    if offset > place:
        return None
    file.seek(offset)
    record = file.read(_END_64_FORMAT.size)
    if len(record) < _END_64_FORMAT.size or not record.startswith(_END_64):
        return None
    *_, members, length, start = _END_64_FORMAT.unpack(record)
    return ZipDirectory(members, length, start)

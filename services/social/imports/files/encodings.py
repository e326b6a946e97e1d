"""Which encoding a file is in, found by looking at its bytes. Blocks."""

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes

_HEAD_BYTES = 65_536
_CHUNK_BYTES = 1 << 20
_LOOKED_AT_BYTES = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What exports are written in where it is not Unicode; the detector chooses among them.
_OLD_ENCODINGS = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "big5",
    "cp932",
    "cp949",
    "gb18030",
]
# Signs of Windows-1252 between 0x80 and 0x9F that people type: quotes, dashes, dots, €.
_TYPED = frozenset(b"\x80\x82\x84\x85\x8b\x91\x92\x93\x94\x95\x96\x97\x99\x9b")
# Bytes that Windows-1252 does not have.
_NOT_IN_1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
# Letters of Icelandic, in whose place Turkish has its own.
_TURKISH = frozenset(b"\xd0\xdd\xde\xf0\xfd\xfe")
_HIGH = re.compile(rb"[\x80-\xff]+")
_ACCENTED_WORD = re.compile(rb"[A-Za-z]*[\xc0-\xff][A-Za-z\xc0-\xff]*")
_SIGN_APART = re.compile(
    rb"(?<![A-Za-z\xc0-\xff])[\x80-\xbf]|[\x80-\xbf](?![A-Za-z\xc0-\xff])|[\x92\xb7]"
)
# Words of western languages have not more letters with accents than this: été.
_MOST_ACCENTS = 0.7
_SURE_SHARE = 0.9
_MOSTLY_ASCII = 0.2
_WIDE_SHARE = 0.4
_FEW_DAMAGED = 10


@dataclass(frozen=True, slots=True)
class FoundEncoding:
    """An encoding's name; `is_certain` is False where the texts may look wrong."""

    name: str
    is_certain: bool = True


def find_encoding(file: BinaryIO, *, is_part: bool = False) -> FoundEncoding:
    """The encoding of a file: by its mark, else by whether it is UTF-8 throughout,
    else by the likeliest old one. `is_part`: its end may lie within a sign."""
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if marked:
        return FoundEncoding(marked)
    wide = _find_wide(head)
    if wide:
        return FoundEncoding(wide)
    place = _find_first_not_utf8(file, is_part=is_part)
    if place is None:
        return FoundEncoding("utf-8")
    return _find_old(file, place)


def _find_wide(head: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of what is mostly ASCII is 0."""
    pairs = len(head) // 2
    if not pairs:
        return None
    if head[1::2].count(0) > _WIDE_SHARE * pairs and head[0::2].count(0) < 0.1 * pairs:
        return "utf-16-le"
    if head[0::2].count(0) > _WIDE_SHARE * pairs and head[1::2].count(0) < 0.1 * pairs:
        return "utf-16-be"
    return None


def _find_first_not_utf8(file: BinaryIO, *, is_part: bool) -> int | None:
    """The place of the first chunk that is not UTF-8, None if all of it is."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    place = 0
    while chunk := file.read(_CHUNK_BYTES):
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return place + error.start
        place += len(chunk)
    try:
        decoder.decode(b"", final=not is_part)
    except UnicodeDecodeError:
        return place
    return None


def _find_old(file: BinaryIO, place: int) -> FoundEncoding:
    """The likeliest of the old encodings, by what stands around and after `place`."""
    file.seek(max(0, place - _HEAD_BYTES // 2))
    around = file.read(_LOOKED_AT_BYTES)
    is_whole = not file.read(1)
    if _is_almost_utf8(around):
        return FoundEncoding("utf-8", is_certain=False)
    high = b"".join(_HIGH.findall(around))
    used = frozenset(high)
    if used & _NOT_IN_1252 and len(high) < _MOSTLY_ASCII * len(around):
        # No encoding of a language with so many plain letters has these bytes: the
        # texts were damaged before they came here.
        return FoundEncoding("latin-1", is_certain=False)
    if not used & (_NOT_IN_1252 | _TURKISH) and _is_western(around, len(high)):
        # Without typed signs the two are the same.
        has_typed = min(used) < 0xA0 or not is_whole
        return FoundEncoding("cp1252" if has_typed else "latin-1")
    found = from_bytes(around[:_HEAD_BYTES], cp_isolation=_OLD_ENCODINGS).best()
    return FoundEncoding(found.encoding if found else "latin-1", is_certain=False)


def _is_almost_utf8(around: bytes) -> bool:
    """Whether a few bytes are damaged in what is UTF-8: the rows that have them are
    refused, and the others not spoilt."""
    text = around.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    signs = len(text) - len(text.encode("ascii", "ignore"))
    return signs - damaged > _FEW_DAMAGED * damaged


def _is_western(around: bytes, high: int) -> bool:
    """Whether what is not ASCII (`high` bytes) looks like accents within words, and
    signs beside them."""
    plausible = 0
    for word in _ACCENTED_WORD.findall(around):
        accents = sum(byte >= 0xC0 for byte in word)
        if accents <= max(1, _MOST_ACCENTS * len(word)):
            plausible += accents
    for sign in _SIGN_APART.findall(around):
        plausible += sign[0] in _TYPED or sign[0] >= 0xA0
    return plausible >= _SURE_SHARE * high

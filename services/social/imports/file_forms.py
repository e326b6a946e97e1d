"""What kind of file was uploaded, found by looking at its bytes. Blocks."""

import codecs
import re
from collections.abc import Collection
from typing import BinaryIO, Literal

import orjson
from charset_normalizer import from_bytes
from pydantic import BaseModel, ConfigDict

from libs.common.errors import FieldError, InvalidFields

FileKind = Literal["csv", "json_array", "json_posts", "json_lines", "x_archive"]

_HEAD_BYTES = 65_536
_CHUNK_BYTES = 1 << 20
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
_DELIMITERS = (",", ";", "\t", "|")
_FIRST_SIGN = re.compile(r"\S")


class FileNotReadable(InvalidFields):
    """The file holds no rows that could be imported; `fields` say why."""

    message = "This file cannot be imported. Nothing was stored."

    def __init__(self, reason: str, message: str, field: str = "file") -> None:
        super().__init__(fields=[FieldError(field, reason, message)])


class FileForm(BaseModel):
    """How a file is read: kept with the import, so that every reading is the same."""

    model_config = ConfigDict(frozen=True)

    kind: FileKind
    encoding: str
    delimiter: str = ","


def find_form(
    file: BinaryIO, encoding: str | None, columns: Collection[str]
) -> FileForm:
    """The form of a file; `columns` are those that the mapping names.

    Reads it to its end once, where no encoding is given. Raises FileNotReadable."""
    if encoding is not None:
        check_encoding(encoding)
    marked = _find_mark(file)
    used = encoding or marked or _find_encoding(file)
    if marked == "utf-8-sig" and codecs.lookup(used).name == "utf-8":
        used = marked
    file.seek(0)
    head = codecs.getincrementaldecoder(used)("replace").decode(file.read(_HEAD_BYTES))
    file.seek(0)
    first = _FIRST_SIGN.search(head)
    if first is None:
        raise FileNotReadable("no_rows", "The file is empty.")
    if first[0] in "[{":
        return FileForm(kind=_find_json_kind(head[first.start() :]), encoding=used)
    return FileForm(kind="csv", encoding=used, delimiter=_find_delimiter(head, columns))


def check_encoding(name: str) -> None:
    """Raises FileNotReadable for a name that is no text encoding."""
    try:
        "a".encode(name)
        # As it will be used: some know no other way with errors than to raise.
        codecs.getincrementaldecoder(name)("replace").decode(b"a")
    except (LookupError, ValueError):
        message = f"{name!r} is not an encoding that is known here."
        raise FileNotReadable("bad_encoding", message, "encoding") from None


def _find_mark(file: BinaryIO) -> str | None:
    """The encoding that a byte-order mark names."""
    file.seek(0)
    head = file.read(4)
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def _find_encoding(file: BinaryIO) -> str:
    place = _find_first_not_utf8(file)
    if place is None:
        return "utf-8"
    file.seek(max(0, place - _HEAD_BYTES // 2))
    found = from_bytes(file.read(_HEAD_BYTES), cp_isolation=_OLD_ENCODINGS).best()
    return found.encoding if found else "latin-1"


def _find_first_not_utf8(file: BinaryIO) -> int | None:
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
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return place
    return None


def _find_json_kind(head: str) -> FileKind:
    if head[0] == "[":
        return "json_array"
    line, _, _ = head.partition("\n")
    try:
        first = orjson.loads(line)
    except orjson.JSONDecodeError:
        return "json_posts"
    is_whole = isinstance(first, dict) and isinstance(first.get("posts"), list)
    return "json_posts" if is_whole else "json_lines"


def _find_delimiter(head: str, columns: Collection[str]) -> str:
    """The one that parts most of the mapped columns, else the commonest."""
    header = head.lstrip().splitlines()[0]

    def score(delimiter: str) -> tuple[int, int]:
        cells = {cell.strip().strip('"').strip() for cell in header.split(delimiter)}
        return (len(cells & set(columns)), header.count(delimiter))

    return max(_DELIMITERS, key=score)

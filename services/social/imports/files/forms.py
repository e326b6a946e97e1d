"""What kind of file was uploaded, found by looking at its bytes. Blocks."""

import codecs
import csv
import re
from collections.abc import Collection
from typing import BinaryIO, Literal

from pydantic import BaseModel, ConfigDict

from libs.common.errors import FieldError, InvalidFields
from services.social.imports.files.encodings import find_encoding
from services.social.imports.files.json_kinds import (
    DEFAULT_PATH,
    ItemsPath,
    find_json_kind,
)

ArchiveName = Literal[
    "x_archive",
    "instagram_archive",
    "facebook_archive",
    "tiktok_archive",
    "pinterest_archive",
    "linkedin_analytics",
]
TableForm = Literal["csv", "json_array", "json_posts", "json_lines"]
FileKind = TableForm | ArchiveName

HEAD_BYTES = 1 << 20
_DELIMITERS = (",", ";", "\t", "|")
_ROWS_COMPARED = 20
_FIRST_SIGN = re.compile(r"\S")
_NOT_TEXT = {
    b"%PDF": ("is a PDF", "Export the posts as CSV or JSON."),
    b"\x1f\x8b": ("is compressed (gzip)", "Unpack it first."),
    b"7z\xbc\xaf": ("is a 7z archive", "Unpack it first."),
    b"Rar!": ("is a RAR archive", "Unpack it first."),
    b"\xd0\xcf\x11\xe0": ("is a spreadsheet", "Save it as CSV."),
    b"\x89PNG": ("is a picture", "Hand in CSV, JSON or an archive."),
    b"\xff\xd8\xff": ("is a picture", "Hand in CSV, JSON or an archive."),
}


class FileNotReadable(InvalidFields):
    """The file holds no rows that could be imported; `fields` say why."""

    message = "This file cannot be imported. Nothing was stored."

    def __init__(self, reason: str, message: str, field: str = "file") -> None:
        super().__init__(fields=[FieldError(field, reason, message)])


class FileForm(BaseModel):
    """How a file is read: kept with the import, so that every reading is the same.

    `escape`: the sign before a quote within quotes, where it is not doubled.
    `items_path`: in JSON that is one object, the keys to the array of its posts.
    `is_escaped`: its texts come with HTML's entities."""

    model_config = ConfigDict(frozen=True)

    kind: FileKind
    encoding: str
    encoding_is_certain: bool = True
    delimiter: str = ","
    escape: str | None = None
    items_path: ItemsPath = DEFAULT_PATH
    is_escaped: bool = False


def find_form(
    file: BinaryIO,
    encoding: str | None,
    columns: Collection[str],
    *,
    is_part: bool = False,
) -> FileForm:
    """The form of a file; `columns` are those that the mapping names.

    Reads it to its end once, where no encoding is given. `is_part`: it was cut.
    Raises FileNotReadable."""
    if encoding is not None:
        check_encoding(encoding)
    file.seek(0)
    _check_is_text(file.read(HEAD_BYTES))
    used, is_certain = _choose_encoding(file, encoding, is_part=is_part)
    file.seek(0)
    head = codecs.getincrementaldecoder(used)("replace").decode(file.read(HEAD_BYTES))
    head = head.lstrip("\ufeff")
    first = _FIRST_SIGN.search(head)
    if first is None:
        raise FileNotReadable("no_rows", "The file is empty.")
    _check_is_no_page(head[first.start() : first.start() + 1000])
    if first[0] in "[{":
        kind, path = find_json_kind(head[first.start() :])
        return FileForm(
            kind=kind, encoding=used, encoding_is_certain=is_certain, items_path=path
        )
    delimiter = _find_delimiter(head, columns)
    return FileForm(
        kind="csv",
        encoding=used,
        encoding_is_certain=is_certain,
        delimiter=delimiter,
        escape=_find_escape(head, delimiter),
    )


def check_encoding(name: str) -> None:
    """Raises FileNotReadable for a name that is no text encoding."""
    try:
        "a".encode(name)
        # As it will be used: some know no other way with errors than to raise.
        codecs.getincrementaldecoder(name)("replace").decode(b"a")
    except (LookupError, ValueError):
        message = f"{name!r} is not an encoding that is known here."
        raise FileNotReadable("bad_encoding", message, "encoding") from None


def _choose_encoding(
    file: BinaryIO, given: str | None, *, is_part: bool
) -> tuple[str, bool]:
    """The name, and whether it is certain."""
    if given is None:
        found = find_encoding(file, is_part=is_part)
        return found.name, found.is_certain
    file.seek(0)
    if codecs.lookup(given).name == "utf-8" and file.read(3) == codecs.BOM_UTF8:
        return "utf-8-sig", True
    return given, True


def _check_is_text(head: bytes) -> None:
    found = next((m for mark, m in _NOT_TEXT.items() if head.startswith(mark)), None)
    if found:
        raise FileNotReadable("not_text", f"This file {found[0]}. {found[1]}")


def _check_is_no_page(head: str) -> None:
    """A log-in page saved in place of the export is the commonest mistake."""
    if re.match(r"<(!doctype|html|head|\?xml)", head, re.IGNORECASE):
        message = (
            "This is a web page, not an export: you may have been signed out when it "
            "was saved. Download the export again, as CSV or JSON."
        )
        raise FileNotReadable("web_page", message)


def _find_escape(head: str, delimiter: str) -> str | None:
    """The backslash, if more rows are as wide as the first one with it than without."""
    if '\\"' not in head:
        return None
    lines = head.lstrip().splitlines(keepends=True)

    def count_alike(escape: str | None) -> int:
        rows = csv.reader(lines, delimiter=delimiter, escapechar=escape)
        try:
            width = len(next(rows, []))
            return sum(len(row) == width for row in rows)
        except csv.Error:
            return 0

    return "\\" if count_alike("\\") > count_alike(None) else None


def _find_delimiter(head: str, columns: Collection[str]) -> str:
    """The one that parts most of the mapped columns; else the one that parts the
    first rows into the same number of cells, and into most."""
    lines = head.lstrip().splitlines()

    def score(delimiter: str) -> tuple[int, int, int]:
        try:
            rows = list(csv.reader(lines[:_ROWS_COMPARED], delimiter=delimiter))
        except csv.Error:
            rows = [lines[0].split(delimiter)]
        cells = {cell.strip() for cell in rows[0]}
        width = len(rows[0])
        alike = sum(len(row) == width for row in rows) if width > 1 else 0
        return (len(cells & set(columns)), alike, width)

    return max(_DELIMITERS, key=score)

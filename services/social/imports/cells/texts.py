"""Reads texts. Pure."""

import re

from services.social.imports.cells.refusals import Cell, CellRefused

# What decoding with `surrogateescape` makes of bytes that the encoding has not.
_UNDECODED = re.compile("[\ud800-\udfff]")
# Above this, a number has lost digits on its way through a spreadsheet or JSON.
_LARGEST_EXACT = 2**53


def read_text(cell: Cell, *, most: int) -> str | None:
    """The text without white space around it, None if it is empty."""
    if cell is None:
        return None
    if not isinstance(cell, str):
        return _number_text(cell)
    if "\x00" in cell:
        raise CellRefused("nul_character", "NUL characters are not accepted.")
    if not cell.isascii() and _UNDECODED.search(cell):
        raise CellRefused("bad_encoding", "This is not in the encoding of the file.")
    if len(cell) > most:
        raise CellRefused("too_long", f"Longer than {most} characters.")
    return cell.strip() or None


def unescape(text: str) -> str:
    """The text without the five entities that HTML cannot do without, once."""
    if "&" not in text:
        return text
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return text


# The sign that begins all of them last: what it yields is text.
_ENTITIES = (
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", '"'),
    ("&#39;", "'"),
    ("&amp;", "&"),
)


def _number_text(cell: Cell) -> str:
    if isinstance(cell, bool | list | dict):
        raise CellRefused("bad_text", "This is not a text.")
    if isinstance(cell, float):
        if not abs(cell) < _LARGEST_EXACT:
            raise CellRefused("bad_text", "This number has lost its last digits.")
        if cell.is_integer():
            return str(int(cell))
    return str(cell)

"""Reads counts as exports and people write them. Pure."""

import re
from typing import Literal

from services.social.imports.cells.refusals import EMPTY, Cell, CellRefused

NumberFormat = Literal["comma_point", "point_comma", "space_comma"]
"""1,234.5 | 1.234,5 | 1 234,5. Blanks and apostrophes part thousands in all three."""

# More than there are people and times to look; sums of some fit into a database.
_LARGEST = 10**15
_MOST_DIGITS = 16

WRITTEN_NUMBER = re.compile(
    r"(?P<whole>\d{1,3}(?:(?P<group>[,.'’_ \u00a0\u2009\u202f])\d{3})"
    r"(?:(?P=group)\d{3})*|\d+)"
    r"(?:(?P<mark>[.,])(?P<fraction>\d+))?"
    r"(?:[ \u00a0\u202f]?(?P<unit>[^\W\d_]{1,4})\.?)?"
)
"""A number with its thousands apart, a fraction, and a word such as K."""

_NOT_DIGITS = re.compile(r"\D")
_DECIMAL = {"comma_point": ".", "point_comma": ",", "space_comma": ","}
# Short words for large numbers, in the languages that platforms' exports and pages
# come in. Source: Unicode CLDR, compact decimal formats (short).
_WORDS = {
    3: "k tsd tys mil rb тыс 천 千",
    4: "万 萬 만",
    6: "m mi mio mln mn jt млн",
    8: "亿 億 억",
    9: "b bn md mrd mld млрд",
}
_ZEROS = {word: zeros for zeros, words in _WORDS.items() for word in words.split()}


def read_count(cell: Cell, number_format: NumberFormat | None = None) -> int | None:
    """A whole number ≥ 0; None if it is not known.

    `1,234`, `1.234`, `1 234` and `1'234` are thousands apart where no format says
    otherwise; `12.5K` is 12500."""
    if cell is None:
        return None
    if isinstance(cell, bool | list | dict):
        raise CellRefused("bad_number", "This is not a number.")
    text = cell if isinstance(cell, str) else _plain_text(cell)
    if not text.isdecimal():
        text = text.strip()
        if text.lower() in EMPTY:
            return None
        if not text.isdecimal():
            text = _read_written(text, number_format)
    if len(text) > _MOST_DIGITS or (count := int(text)) > _LARGEST:
        raise CellRefused("bad_number", "This number is too large.")
    return count


def _plain_text(number: float) -> str:
    """JSON knows one kind of number: 12.0 is 12."""
    if isinstance(number, float) and number.is_integer():
        return str(int(number))
    return str(number)


def _read_written(text: str, number_format: NumberFormat | None) -> str:
    """The digits of a number that is not written as digits alone."""
    if text.startswith("-"):
        raise CellRefused("bad_number", "A count cannot be below 0.")
    found = WRITTEN_NUMBER.fullmatch(text)
    if found is None:
        raise CellRefused("bad_number", "Not a whole number.")
    factor = _read_unit(found["unit"])
    whole, fraction = _split(found, number_format, has_unit=factor > 1)
    if len(whole) + len(fraction) > _MOST_DIGITS + 12:
        raise CellRefused("bad_number", "This number is too large.")
    value, rest = divmod(int(whole + fraction) * factor, 10 ** len(fraction))
    if rest:
        raise CellRefused("bad_number", "Not a whole number.")
    return str(value)


def _read_unit(word: str | None) -> int:
    if word is None:
        return 1
    zeros = _ZEROS.get(word.lower())
    if zeros is None:
        raise CellRefused("bad_number", "Not a whole number.")
    return int(10**zeros)


def _split(
    found: re.Match[str], number_format: NumberFormat | None, *, has_unit: bool
) -> tuple[str, str]:
    """The digits before and after the decimal mark."""
    whole, group, mark = found["whole"], found["group"], found["mark"]
    fraction = found["fraction"] or ""
    decimal = _DECIMAL[number_format] if number_format else None
    if mark and (mark == group or (decimal and mark != decimal)):
        raise CellRefused("bad_number", "Not a whole number.")
    if group in {".", ","} and not mark:
        if decimal is None and has_unit and whole.count(group) == 1:
            raise CellRefused(
                "ambiguous_number", "Say how numbers are written: `number_format`."
            )
        if group == decimal:
            before, _, after = whole.partition(group)
            if not after.isdecimal():
                raise CellRefused("bad_number", "Not a whole number.")
            return before, after
    return _NOT_DIGITS.sub("", whole), fraction

"""Dates as people and exports write them: 10/16/17 22:59, Mar 5, 2023, 5-Mar-23. Pure.

A text is taken apart first; which of its numbers is the day is a second question, since
3/4/2025 answers it only together with the other rows."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Literal

from services.social.imports.cells.month_names import find_month

DateOrder = Literal["dmy", "mdy", "ymd"]

_CLOCK = re.compile(
    r"""(?:^|[T,\s]+)(?P<hour>\d{1,2})(?:[:.]|h\s?)(?P<minute>\d{2})
    (?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?
    \s*(?P<half>[ap]\.?\s?m\b\.?)?(?:\s*Uhr)?
    \s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?$""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMERIC = re.compile(r"(\d{1,4})([./-])[ ]?(\d{1,2})\2[ ]?(\d{1,4})\.?")
_EAST_ASIAN = re.compile(r"(\d{4})[年년]\s*(\d{1,2})[月월]\s*(\d{1,2})[日일]")
# As X's interface and archive write it: the year comes last.
_OF_X = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d\d) (\d\d:\d\d:\d\d [+-]\d{4}) (\d{4})"
)
_PARTS = re.compile(r"\d+|[^\W\d_]+")
# Words that stand between the parts of a date or before its time.
_FILLER_WORDS = (
    "a à alle at as às d de del den der di du el h kl la le o of om on st nd rd th the "
    "uhr um v г"
)
_FILLERS = frozenset(_FILLER_WORDS.split())
_MOST_LETTERS = 14
_MONTHS = 12
# Two digits from here on are of the last century, as in POSIX.
_FIRST_OF_LAST_CENTURY = 69


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """The numbers of a date in their order, and what is certain about them.

    `orders` are the ways in which it is a date at all; `is_plain`: nothing but one
    of them was ever possible, as the year has four digits or the month a name."""

    numbers: tuple[int, int, int]
    orders: frozenset[DateOrder]
    is_plain: bool
    is_dotted: bool
    seconds: int
    zone: tzinfo | None

    @property
    def likely(self) -> frozenset[DateOrder]:
        """The ways in which somebody would write it: nobody puts dots after a month
        that goes first, and two digits are a year at the end (Unicode CLDR's short
        dates), unless it is no date otherwise."""
        usual = self.orders - {"ymd"} - ({"mdy"} if self.is_dotted else set())
        return usual or self.orders

    def resolve(self, order: DateOrder) -> datetime:
        """The moment, without zone where none is written. Raises ValueError."""
        first, second, third = self.numbers
        match order:
            case "dmy":
                day, month, year = first, second, third
            case "mdy":
                month, day, year = first, second, third
            case "ymd":
                year, month, day = first, second, third
        date = datetime(_full_year(year), month, day, tzinfo=self.zone)
        return date + timedelta(seconds=self.seconds)


def read_written_date(text: str) -> WrittenDate | None:
    """What is written, None if it is no date."""
    of_x = _OF_X.fullmatch(text)
    if of_x:
        text = f"{of_x[1]} {of_x[3]} {of_x[2]}"
    clock = _CLOCK.search(text)
    seconds = _read_clock(clock) if clock else 0
    if seconds is None:
        return None
    date = text[: clock.start()] if clock else text
    zone = _read_zone(clock["zone"]) if clock else None
    numeric = _NUMERIC.fullmatch(date.strip()) or _EAST_ASIAN.fullmatch(date.strip())
    if numeric:
        first, second, third = (part for part in numeric.groups() if part.isdigit())
        numbers = (first, second, third)
        return _build(numbers, seconds, zone, is_dotted="." in numeric.groups())
    return _read_named(date, seconds, zone)


def _read_named(date: str, seconds: int, zone: tzinfo | None) -> WrittenDate | None:
    """A date whose month is a word: `Sat, Mar 5, 2023`, `5 de marzo de 2023`."""
    numbers: list[str] = []
    months: list[int] = []
    for part in _PARTS.findall(date):
        if part[0].isdigit():
            numbers.append(part)
            continue
        month = find_month(part)
        is_weekday = not numbers and len(part) <= _MOST_LETTERS
        if month:
            months.append(month)
        elif not is_weekday and part.casefold() not in _FILLERS:
            return None
    if not months or len(numbers) != 2:
        return None
    # Some weekdays look like months, as in `mar. 7 febbraio`: the month comes later.
    day, year = numbers if len(numbers[0]) <= 2 else reversed(numbers)
    return _build((day, str(months[-1]), year), seconds, zone, is_named=True)


def _build(
    parts: tuple[str, str, str],
    seconds: int,
    zone: tzinfo | None,
    *,
    is_named: bool = False,
    is_dotted: bool = False,
) -> WrittenDate | None:
    candidates: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")
    if is_named:
        candidates = ("dmy",)
    elif len(parts[0]) > 2:
        candidates = ("ymd",)
    elif len(parts[2]) > 2:
        candidates = ("dmy", "mdy")
    first, second, third = map(int, parts)
    is_plain = len(candidates) == 1
    found = WrittenDate(
        (first, second, third),
        frozenset(candidates),
        is_plain,
        is_dotted,
        seconds,
        zone,
    )
    orders = frozenset(order for order in candidates if _is_date(found, order))
    return replace(found, orders=orders) if orders else None


def _is_date(date: WrittenDate, order: DateOrder) -> bool:
    try:
        date.resolve(order)
    except (ValueError, OverflowError):
        return False
    return True


def _read_clock(clock: re.Match[str]) -> int | None:
    """Seconds into the day; None if there is no such time."""
    hour, minute, second = (int(clock[n] or 0) for n in ("hour", "minute", "second"))
    half = (clock["half"] or "").lower()
    if half and not 1 <= hour <= _MONTHS:
        return None
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 23 or minute > 59 or second > 60:
        return None
    return (hour * 60 + minute) * 60 + second


def _read_zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _full_year(year: int) -> int:
    if year >= 100:
        return year
    return year + (1900 if year >= _FIRST_OF_LAST_CENTURY else 2000)

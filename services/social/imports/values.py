"""Reads what stands in one cell. Pure.

Exports write the same number, time or length in many ways; what cannot be read for
certain is refused rather than guessed."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

_EMPTY = frozenset({"", "-", "--", "–", "—", "n/a", "na", "nan", "null", "none"})
_LARGEST_COUNT = 2**63 - 1

_PLAIN = re.compile(r"\d+")
# Thousands apart by one and the same mark, with no fraction but zeros: 1,234  1 234.0
_GROUPED = re.compile(r"\d{1,3}(?:([,.'’_ \u00a0\u2009\u202f])\d{3})(?:\1\d{3})*")
_ZERO_FRACTION = re.compile(r"[.,]0{1,2}$|[.,]0{4,}$")
_NOT_DIGITS = re.compile(r"\D")
# What decoding with `surrogateescape` makes of bytes that the encoding has not.
_UNDECODED = re.compile("[\ud800-\udfff]")

_ISO_DURATION = re.compile(
    r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_CLOCK_DURATION = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{2}(?:\.\d+)?)")
_SECONDS = re.compile(r"\d{1,9}(?:\.\d+)?")
_LONGEST_SECONDS = 366 * 86_400.0

_EPOCH = re.compile(r"\d{9,16}(?:\.\d+)?")
# Above this, seconds would lie after the year 5138: the number counts milliseconds.
_LARGEST_EPOCH_SECONDS = 1e11
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)

Cell = str | int | float | bool | list[object] | dict[str, object] | None


class CellRefused(Exception):
    """A cell that cannot be read; `reason` is for programs, `message` for people."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


@dataclass(frozen=True, slots=True)
class TimeReading:
    """How times are written: a strptime format, and the zone of times without one."""

    format: str | None = None
    zone: tzinfo | None = None


class _Lengths(NamedTuple):
    days: float
    hours: float
    minutes: float
    seconds: float

    def total(self) -> float:
        hours = self.days * 24 + self.hours
        return (hours * 60 + self.minutes) * 60 + self.seconds


def read_text(cell: Cell, *, most: int) -> str | None:
    """The text as it stands (no entity is decoded), None if it is empty."""
    if isinstance(cell, bool | list | dict):
        raise CellRefused("bad_text", "This is not a text.")
    text = cell if isinstance(cell, str) else "" if cell is None else _number_text(cell)
    if "\x00" in text:
        raise CellRefused("nul_character", "NUL characters are not accepted.")
    if not text.isascii() and _UNDECODED.search(text):
        raise CellRefused("bad_encoding", "This is not in the encoding of the file.")
    if len(text) > most:
        raise CellRefused("too_long", f"Longer than {most} characters.")
    return text.strip() or None


def read_count(cell: Cell) -> int | None:
    """A whole number ≥ 0, with or without thousands apart; None if it is not known."""
    if cell is None:
        return None
    if isinstance(cell, bool | list | dict):
        raise CellRefused("bad_number", "This is not a number.")
    text = str(cell).strip()
    if text.lower() in _EMPTY:
        return None
    if not _PLAIN.fullmatch(text):
        text = _plain_digits(text)
    if len(text) > 19 or (count := int(text)) > _LARGEST_COUNT:
        raise CellRefused("bad_number", "This number is too large.")
    return count


def read_duration(cell: Cell) -> float | None:
    """Seconds of `PT1M30S`, `1:02:03`, `90` or `90.5`; None if it is not known."""
    if cell is None:
        return None
    if isinstance(cell, bool | list | dict):
        raise CellRefused("bad_duration", "This is not a length of time.")
    text = str(cell).strip()
    if text.lower() in _EMPTY:
        return None
    seconds = _read_seconds(text)
    if seconds > _LONGEST_SECONDS:
        raise CellRefused("bad_duration", "Longer than a year.")
    return seconds


def _read_seconds(text: str) -> float:
    if _SECONDS.fullmatch(text):
        return float(text)
    iso = _ISO_DURATION.fullmatch(text.upper())
    if iso and text[-1] not in "PTpt":
        return _Lengths(*(float(part or 0) for part in iso.groups())).total()
    clock = _CLOCK_DURATION.fullmatch(text)
    if clock:
        return _Lengths(0, *(float(part or 0) for part in clock.groups())).total()
    raise CellRefused(
        "bad_duration", "Not a length: use seconds, h:mm:ss or ISO 8601 (PT1M30S)."
    )


def read_time(cell: Cell, reading: TimeReading) -> datetime | None:
    """An instant (UTC): ISO 8601, Unix seconds or milliseconds, or the given format.

    A time that names no zone is taken in the given one, else refused."""
    if cell is None:
        return None
    if isinstance(cell, bool | list | dict):
        raise CellRefused("bad_time", "This is not a time.")
    text = str(cell).strip()
    if text.lower() in _EMPTY:
        return None
    try:
        moment = _read_moment(text, reading)
        if moment.tzinfo is None and reading.zone is None:
            raise CellRefused(
                "time_without_zone", "This time names no zone: say which, `timezone`."
            )
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=reading.zone)
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise CellRefused(
            "bad_time", "Not a time: use ISO 8601, Unix time, or say the `time_format`."
        ) from None
    if not _EARLIEST <= moment <= _LATEST:
        raise CellRefused(
            "bad_time", f"{moment:%Y-%m-%d} cannot be the time of a post."
        )
    return moment


def _read_moment(text: str, reading: TimeReading) -> datetime:
    if reading.format:
        return datetime.strptime(text, reading.format)  # noqa: DTZ007 - zone follows
    if _EPOCH.fullmatch(text):
        seconds = float(text)
        if seconds > _LARGEST_EPOCH_SECONDS:
            seconds /= 1000
        return datetime.fromtimestamp(seconds, UTC)
    return datetime.fromisoformat(text)


def _plain_digits(text: str) -> str:
    """The digits of a number that is not written as digits alone."""
    if text.startswith("-"):
        raise CellRefused("bad_number", "A count cannot be below 0.")
    whole = _ZERO_FRACTION.sub("", text)
    if _PLAIN.fullmatch(whole):
        return whole
    for candidate in (text, whole):
        if _GROUPED.fullmatch(candidate):
            return _NOT_DIGITS.sub("", candidate)
    raise CellRefused("bad_number", "Not a whole number.")


def _number_text(number: float) -> str:
    if isinstance(number, float) and number.is_integer():
        return str(int(number))
    return str(number)

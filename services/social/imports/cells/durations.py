"""Reads lengths of time. Pure."""

import re
from typing import NamedTuple

from services.social.imports.cells.refusals import EMPTY, Cell, CellRefused

_ISO = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{2}(?:\.\d+)?)")
_SECONDS = re.compile(r"\d{1,12}(?:[.,]\d+)?")
_LONGEST_SECONDS = 366 * 86_400.0


class _Lengths(NamedTuple):
    days: float
    hours: float
    minutes: float
    seconds: float

    def total(self) -> float:
        hours = self.days * 24 + self.hours
        return (hours * 60 + self.minutes) * 60 + self.seconds


def read_duration(cell: Cell, *, unit_seconds: float = 1) -> float | None:
    """Seconds of `PT1M30S`, `1:02:03`, `90` or `90.5`; None if it is not known.

    `unit_seconds` is what a bare number counts: 0.001 for milliseconds."""
    if cell is None:
        return None
    if isinstance(cell, bool | list | dict):
        raise CellRefused("bad_duration", "This is not a length of time.")
    text = str(cell).strip()
    if text.lower() in EMPTY:
        return None
    seconds = _read_seconds(text, unit_seconds)
    if seconds > _LONGEST_SECONDS:
        raise CellRefused("bad_duration", "Longer than a year.")
    return seconds


def _read_seconds(text: str, unit_seconds: float) -> float:
    if _SECONDS.fullmatch(text):
        return float(text.replace(",", ".")) * unit_seconds
    iso = _ISO.fullmatch(text.upper())
    if iso and text[-1] not in "PTpt":
        return _Lengths(*(float(part or 0) for part in iso.groups())).total()
    clock = _CLOCK.fullmatch(text)
    if clock:
        return _Lengths(0, *(float(part or 0) for part in clock.groups())).total()
    raise CellRefused(
        "bad_duration", "Not a length: use seconds, h:mm:ss or ISO 8601 (PT1M30S)."
    )

"""What a column of times leaves open: the zone, and which number is the day. Pure."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from services.social.imports.cells.refusals import Cell
from services.social.imports.cells.times import read_exact
from services.social.imports.cells.written_dates import (
    DateOrder,
    WrittenDate,
    read_written_date,
)

_ENOUGH = 0.95


@dataclass(frozen=True, slots=True)
class DateGuess:
    """`order` is None where nothing depends on it, or where it is to be asked: then
    `open_orders` are the ways in which the dates can be read. `has_no_zone`: some
    name none."""

    order: DateOrder | None
    open_orders: tuple[DateOrder, ...]
    has_no_zone: bool


def guess_dates(cells: Iterable[Cell], time_format: str | None) -> DateGuess:
    """From all the cells together: one day above 12 decides for the others."""
    has_no_zone = False
    dates: list[WrittenDate] = []
    for cell in cells:
        if cell is None or isinstance(cell, bool | list | dict):
            continue
        text = str(cell).strip()
        moment = _read_plain(text, time_format)
        if moment:
            has_no_zone |= moment.tzinfo is None
            continue
        written = None if time_format else read_written_date(text)
        if written:
            has_no_zone |= written.zone is None
            if not written.is_plain:
                dates.append(written)
    order, open_orders = _choose_order(dates)
    return DateGuess(order, open_orders, has_no_zone)


def _read_plain(text: str, time_format: str | None) -> datetime | None:
    """Unix time, ISO 8601, or what the format reads."""
    with suppress(ValueError, OverflowError, OSError):
        if time_format:
            return datetime.strptime(text, time_format)  # noqa: DTZ007 - asked
        if text[:1].isdigit():
            return read_exact(text)
    return None


def _choose_order(
    dates: list[WrittenDate],
) -> tuple[DateOrder | None, tuple[DateOrder, ...]]:
    if not dates:
        return None, ()
    counted = Counter(order for date in dates for order in date.likely)
    possible = [o for o, count in counted.items() if count >= _ENOUGH * len(dates)]
    full = [order for order in possible if counted[order] == len(dates)]
    candidates = full or possible
    if len(candidates) == 1:
        return candidates[0], ()
    return None, tuple(sorted(candidates or counted))

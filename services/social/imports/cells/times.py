"""Reads instants. Pure.

What cannot be read for certain is refused rather than guessed."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from services.social.imports.cells.refusals import EMPTY, Cell, CellRefused
from services.social.imports.cells.written_dates import DateOrder, read_written_date

_EPOCH = re.compile(r"\d{9,16}(?:\.\d+)?")
# Above this, seconds would lie after the year 5138: the number counts milliseconds.
_LARGEST_EPOCH_SECONDS = 1e11
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_LONGEST = 80
_HOW = "Not a time: use ISO 8601, Unix time, or say the `time_format`."


@dataclass(frozen=True, slots=True)
class TimeReading:
    """How times are written: a strptime format, the zone of times without one, and
    which of the numbers of a date is the day. None = not said."""

    format: str | None = None
    zone: tzinfo | None = None
    order: DateOrder | None = None


def read_time(cell: Cell, reading: TimeReading) -> datetime | None:
    """An instant (UTC): ISO 8601, Unix seconds or milliseconds, a written date, or
    the given format; None if it is not known.

    A time that names no zone is taken in the given one, else refused."""
    if cell is None:
        return None
    if isinstance(cell, bool | list | dict):
        raise CellRefused("bad_time", "This is not a time.")
    text = str(cell).strip()
    if text.lower() in EMPTY:
        return None
    try:
        moment = read_moment(text, reading)
        if moment.tzinfo is None and reading.zone is None:
            raise CellRefused(
                "time_without_zone", "This time names no zone: say which, `timezone`."
            )
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=reading.zone)
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise CellRefused("bad_time", _HOW) from None
    if not _EARLIEST <= moment <= _LATEST:
        raise CellRefused(
            "bad_time", f"{moment:%Y-%m-%d} cannot be the time of a post."
        )
    return moment


def read_moment(text: str, reading: TimeReading) -> datetime:
    """The moment as written, without zone where it names none.

    Raises ValueError, or CellRefused where it could be two days."""
    if reading.format:
        return datetime.strptime(text, reading.format)  # noqa: DTZ007 - zone follows
    try:
        return read_exact(text)
    except ValueError:
        return _read_written(text, reading.order)


def read_exact(text: str) -> datetime:
    """Unix time in seconds or milliseconds, or ISO 8601. Raises ValueError."""
    if _EPOCH.fullmatch(text):
        seconds = float(text)
        if seconds > _LARGEST_EPOCH_SECONDS:
            seconds /= 1000
        return datetime.fromtimestamp(seconds, UTC)
    if text[13:14] == ".":
        # 2023-03-05 14.07 would be taken for seven hundredths after two o'clock.
        raise ValueError(text)
    return datetime.fromisoformat(text)


def _read_written(text: str, order: DateOrder | None) -> datetime:
    written = read_written_date(text) if len(text) <= _LONGEST else None
    if written is None:
        raise ValueError(text)
    if written.is_plain:
        [only] = written.orders
        return written.resolve(only)
    if order:
        if order not in written.orders:
            raise ValueError(text)
        return written.resolve(order)
    if len(written.likely) > 1:
        raise CellRefused(
            "ambiguous_date", "This could be two days: say the `date_order`."
        )
    [only] = written.likely
    return written.resolve(only)

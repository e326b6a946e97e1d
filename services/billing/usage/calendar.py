"""Where an owner's days begin and end, also while the timezone changes. Pure.

Days follow each other without gap or overlap, from midnight to midnight where the owner
lives. A changed timezone leaves the present day as it is and counts from the next one.
Cut at the next midnight, that day might last but an hour for who has moved east, and
bring the same date again for who has moved west: each a full allowance for nothing. So
dates only go forward, and no day is shorter than 20 hours: the first day in a new
timezone lasts until the first midnight that both allow. Moves of up to four hours cost
nothing but the shift itself; days that a change of clocks shortens stay as they are.
The longest such day, after a move across the date line, lasts about 50 hours."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHORTEST_DAY = timedelta(hours=20)
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of an owner: half-open, `[starts_at, ends_at)` in UTC.

    `date` names it: the local date under `timezone`, each at most once."""

    date: date
    timezone: str
    starts_at: datetime
    ends_at: datetime


def day_at(now: datetime, timezone: str, last: Day | None) -> Day:
    """The owner's day at `now`, where `timezone` counts since the end of `last`.

    `last` is the newest day that was opened, None if there was none. It is the answer
    until it ends, also for a clock that has gone back."""
    if last is None:
        return _natural_day(now, timezone)
    if now < last.ends_at:
        return last
    following = _following_day(last, timezone)
    return following if now < following.ends_at else _natural_day(now, timezone)


def _following_day(last: Day, timezone: str) -> Day:
    zone = ZoneInfo(timezone)
    starts_at = last.ends_at
    on = max(last.date + _ONE, starts_at.astimezone(zone).date())
    end = on + _ONE
    while _midnight(end, zone) - starts_at < SHORTEST_DAY:
        end += _ONE
    return Day(on, timezone, starts_at, _midnight(end, zone))


def _natural_day(now: datetime, timezone: str) -> Day:
    zone = ZoneInfo(timezone)
    on = now.astimezone(zone).date()
    if now >= _midnight(on + _ONE, zone):
        on += _ONE  # a clock put back just after midnight tells the old date once more
    return Day(on, timezone, _midnight(on, zone), _midnight(on + _ONE, zone))


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    """The first instant of a date, in UTC; where clocks skip midnight, the skip.

    `fold=0` names the earlier of two midnights, and reads one that is skipped with
    the offset from before, which is the instant of the skip (PEP 495)."""
    return datetime.combine(on, time(), tzinfo=zone).astimezone(UTC)

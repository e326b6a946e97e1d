"""Reads single values of a vendor's answer. Pure; never raises.

What is not of the type that it should be is not known."""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any

# More than there are people and times to look: whatever it counts, it is no reader.
LARGEST_COUNT = 10**15
_LONGEST_SECONDS = 1e7
_MOST_TEXT = 100_000
_CLOCKS_DIFFER = timedelta(minutes=5)
# No platform is older; moments near the ends of the calendar cannot be reckoned with.
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f\ud800-\udfff\"'<>]{1,4000}")


def read_object(value: object) -> dict[str, Any]:
    """An object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def list_objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list, none for anything else."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def read_text(value: object) -> str:
    """A text without what cannot be stored."""
    if not isinstance(value, str):
        return ""
    return _UNSTORABLE.sub("", value[:_MOST_TEXT]).strip()


def read_address(value: object) -> str | None:
    """An address on the web."""
    found = isinstance(value, str) and WEB_ADDRESS.fullmatch(value)
    return value if found and isinstance(value, str) else None


def read_count(value: object) -> int | None:
    """A count, None where it is not known: also what is negative, or no whole one."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value[:20])
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= LARGEST_COUNT else None


def read_seconds(value: object) -> float | None:
    """A length of time; None where there is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    is_length = math.isfinite(seconds) and 0 < seconds <= _LONGEST_SECONDS
    return seconds if is_length else None


def read_iso_time(value: object) -> datetime | None:
    """An instant (UTC) as ISO 8601 with a zone."""
    try:
        moment = datetime.fromisoformat(read_text(value))
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def keep_past(moment: datetime | None, now: datetime) -> datetime | None:
    """The moment if it has been: clocks may differ by some minutes, but nothing is
    published in time to come, nor before there was the web."""
    is_past = moment is not None and _EARLIEST <= moment <= now + _CLOCKS_DIFFER
    return min(moment, now) if moment and is_past else None

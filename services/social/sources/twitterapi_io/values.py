"""Reads single values of TwitterAPI.io's answers. Pure; never raises.

What is not of the type that it should be is not known. Empty values come as "", null,
{}, [] or not at all."""

import re
from datetime import UTC, datetime
from typing import Any

# More than there are people and times to look: whatever it counts, it is no reader.
_LARGEST_COUNT = 10**15
_ID = re.compile(r"[1-9][0-9]{0,19}")
_MOST_TEXT = 100_000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# The vendor's documentation and X's own form; and what some of its endpoints answer.
_CREATED_AT = "%a %b %d %H:%M:%S %z %Y"


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


def read_id(value: object) -> str | None:
    """An id as text. A fraction is none: it has lost its last digits."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value)
    return text if _ID.fullmatch(text) else None


def read_count(value: object) -> int | None:
    """A count, None where it is not known."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value[:20])
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _LARGEST_COUNT else None


def read_time(value: object) -> datetime | None:
    """An instant (UTC), in either of the two forms that the vendor writes."""
    text = read_text(value)
    for read in (_read_classic, datetime.fromisoformat):
        try:
            moment = read(text)
        except (ValueError, OverflowError):
            continue
        return moment.astimezone(UTC) if moment.tzinfo else None
    return None


def _read_classic(text: str) -> datetime:
    return datetime.strptime(text, _CREATED_AT)  # noqa: DTZ007 - %z is in it

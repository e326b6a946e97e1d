"""Reads single values of vendors' answers. Pure; never raises.

What is not of the type that it should be is not known. Empty values come as "", null,
{}, [] or not at all."""

import re
from datetime import UTC, datetime
from typing import Any

# More than there are people and times to look: whatever it counts, it is no reader.
_LARGEST_COUNT = 10**15
_MOST_TEXT = 100_000
_MOST_ADDRESS = 4096
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


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


def read_count(value: object) -> int | None:
    """A count, None where it is not known."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value[:20])
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _LARGEST_COUNT else None


def read_address(value: object) -> str | None:
    """A web address as it stands, None for anything else."""
    if not isinstance(value, str) or len(value) > _MOST_ADDRESS:
        return None
    return value if value.startswith(("https://", "http://")) else None


def read_iso_time(value: object) -> datetime | None:
    """An instant (UTC) in ISO 8601 with a zone, None for anything else."""
    try:
        moment = datetime.fromisoformat(read_text(value))
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None

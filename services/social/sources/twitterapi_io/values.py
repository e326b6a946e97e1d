"""Reads what only TwitterAPI.io's answers have. Pure; never raises."""

import re
from datetime import UTC, datetime

from services.social.sources.values import read_iso_time, read_text

_ID = re.compile(r"[1-9][0-9]{0,19}")
# The vendor's documentation and X's own form; and what some of its endpoints answer.
_CREATED_AT = "%a %b %d %H:%M:%S %z %Y"


def read_id(value: object) -> str | None:
    """An id as text. A fraction is none: it has lost its last digits."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value)
    return text if _ID.fullmatch(text) else None


def read_time(value: object) -> datetime | None:
    """An instant (UTC), in either of the two forms that the vendor writes."""
    try:
        moment = datetime.strptime(read_text(value), _CREATED_AT)  # noqa: DTZ007 - %z
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return read_iso_time(value)

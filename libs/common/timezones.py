"""IANA time zones by name."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# Not places: files that some systems keep beside the real zones.
_NO_ZONES = {"Factory", "localtime"}


def find_timezone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name such as `Europe/Berlin`; None for any other text."""
    return ZoneInfo(name) if name in _names() else None


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones() - _NO_ZONES)

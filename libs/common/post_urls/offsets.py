"""Places in a video as links write them: `90`, `90s`, `1m30s`, `1h2m3s`, `1:30`."""

import re

_BY_UNIT = re.compile(r"(?:([0-9]{1,4})h)?(?:([0-9]{1,5})m)?(?:([0-9]{1,7})s?)?")
_BY_COLON = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,4}):([0-9]{1,2})")


def read_offset(text: str) -> int | None:
    """The seconds from the start, None for a text of another form or length."""
    lowered = text.lower()
    found = _BY_COLON.fullmatch(lowered) or _BY_UNIT.fullmatch(lowered)
    if not lowered or found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds

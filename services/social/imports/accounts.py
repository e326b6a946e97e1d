"""Whose posts they are, as people say it: a name, or the address of a profile. Pure."""

import re

_PROFILE = re.compile(
    r"(?:https?://)?(?:www\.|m\.|[a-z]{2,3}\.)?"
    r"(?:youtube\.com/(?:channel/|c/|user/)?|instagram\.com/|x\.com/|twitter\.com/|"
    r"tiktok\.com/|facebook\.com/|linkedin\.com/(?:in|company)/|pinterest\.[a-z.]+/)"
    r"@?([^/?#\s]+)/?(?:[?#]\S*)?",
    re.IGNORECASE,
)


def read_account(text: str) -> str:
    """The name in a profile's address; anything else as it is, without blanks."""
    plain = text.strip()
    found = _PROFILE.fullmatch(plain)
    return found[1] if found else plain

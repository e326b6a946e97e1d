"""Puts links back as they were before X shortened them. Pure."""

import re
from collections.abc import Mapping

_SHORT_LINK = re.compile(r"https?://t\.co/\w+", re.ASCII)


def expand_links(text: str, links: Mapping[str, str]) -> str:
    """The text with each short link that is known replaced by its whole one."""
    return _SHORT_LINK.sub(lambda found: links.get(found[0], found[0]), text)

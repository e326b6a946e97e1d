"""What kind of post a row is, in our words. Pure."""

import re

# How platforms' own exports call what we have a word for.
_KINDS = {
    "album": "carousel",
    "carousel_album": "carousel",
    "carousel_container": "carousel",
    "graphsidecar": "carousel",
    "ig carousel": "carousel",
    "ig image": "image",
    "ig reel": "reel",
    "reels": "reel",
    "shorts": "short",
    "videos": "video",
}
_REPOST = re.compile(r"RT @\w{1,15}: ")


def find_kind(told: str | None) -> str | None:
    """The kind that a row tells, None if it tells none."""
    if told is None:
        return None
    lowered = told.lower()
    return _KINDS.get(lowered, lowered)


def is_repost(text: str | None) -> bool:
    """Whether a text of X is another account's, passed on: `RT @name: ...`."""
    return text is not None and _REPOST.match(text) is not None


# As the heading says it: `Total` in the exports of YouTube Studio, by language.
_TOTAL_WORDS = (
    "total totals gesamt totale totaal insgesamt summe suma razem toplam totalt итого "
    "合計 合计 합계"
)
_TOTALS = frozenset(_TOTAL_WORDS.split())
_LONGEST_TOTAL = 12


def is_total(first_cell: object) -> bool:
    """Whether a row that begins so adds up the others."""
    return (
        isinstance(first_cell, str)
        and len(first_cell) <= _LONGEST_TOTAL
        and first_cell.strip().casefold() in _TOTALS
    )

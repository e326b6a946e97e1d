"""Which file of an archive of X is which, by what it says of itself. Pure."""

import re
from typing import Literal

Role = Literal["posts", "community_posts", "notes", "account", "manifest"]

MARK_BYTES = 1_024
"""How much of a file's beginning is needed to know it."""

_ASSIGNMENT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*window\.(YTD\.([A-Za-z_]+)\.part\d+|__THAR_CONFIG)\s*="
)
_ROLES: dict[bytes, Role] = {
    b"tweet": "posts",
    b"tweets": "posts",
    b"community_tweet": "community_posts",
    b"community_tweets": "community_posts",
    b"note_tweet": "notes",
    b"note_tweets": "notes",
    b"account": "account",
}
# In a ZIP only these are opened: nobody's messages are read, not even their beginning.
_NAMES = re.compile(
    r"(?:tweets?|community-tweets?|note-tweets?|account|manifest)"
    r"(?:-part\d+)?(?:[ _]?\(\d+\))?\.js",
    re.IGNORECASE,
)


def may_belong(path: str) -> bool:
    """Whether a member's path is that of a file we read: in `data/`, which may lie in
    a folder of its own, or, as in older archives, at the top."""
    *folders, name = path.split("/")
    if _NAMES.fullmatch(name) is None:
        return False
    return len(folders) <= 2 and (not folders or folders[-1].lower() == "data")


def find_role(path: str, head: bytes) -> Role | None:
    """What a file is whose beginning this is; None: none that is read.

    Posts that their owner has deleted stay so."""
    found = _ASSIGNMENT.match(head)
    if found is None or "deleted" in path.lower():
        return None
    return _ROLES.get(found[2].lower()) if found[2] else "manifest"


def is_of_archive(head: bytes) -> bool:
    """Whether a file is of such an archive, read or not."""
    return _ASSIGNMENT.match(head) is not None

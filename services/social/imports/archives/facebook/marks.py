"""Which file of an export of Facebook is which. Pure.

Source: exports of 2018 to 2026 as public importers read them, seen November 2026; no
description by the platform itself is known."""

import re

from services.social.imports.archives.json_peek import ARRAY, holds_any, peek

# In a ZIP only these are opened. Videos have a file of their own beside the posts that
# they are in, and are not read twice.
_NAMES = re.compile(
    r"(?:(?:your_posts|profile_posts|page_posts)[a-z_]*(?:_\d+)?|profile_information)"
    r"(?:[ _]?\(\d+\))?\.json",
    re.IGNORECASE,
)
_POSTS = (
    (ARRAY, "data", ARRAY, "post"),
    (ARRAY, "data", ARRAY, "update_timestamp"),
    (ARRAY, "attachments", ARRAY, "data"),
)


def may_belong(path: str) -> bool:
    """Whether a member's path is that of a file we read, in whatever folder."""
    return _NAMES.fullmatch(path.rpartition("/")[2]) is not None


def find_role(_path: str, head: bytes) -> str | None:
    """What a file is whose beginning this is; None: none that is read."""
    keys = peek(head)
    if ("profile_v2",) in keys:
        return "profile"
    is_timed = (ARRAY, "timestamp") in keys
    return "posts" if is_timed and holds_any(keys, _POSTS) else None

"""Which file of an export of Instagram is which. Pure.

Source: exports of 2019 to 2026 as public importers read them, seen November 2026."""

import re

from services.social.imports.archives.json_peek import ARRAY, KeyPath, holds_any, peek

# In a ZIP only these are opened: nobody's messages are read, not even their beginning.
_NAMES = re.compile(
    r"(?:(?:posts|reels|stories|igtv_videos)(?:_\d+)?|media|personal_information)"
    r"(?:[ _]?\(\d+\))?\.json",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"(?:^|/)(?:messages|saved|likes|comments|connections|archived_posts)(?:/|$)",
    re.IGNORECASE,
)
# By what each begins with, the most telling first.
_ROLES: tuple[tuple[str, tuple[KeyPath, ...]], ...] = (
    ("profile", (("profile_user",),)),
    (
        "insights",
        (
            ("organic_insights_posts",),
            ("organic_insights_reels",),
            ("organic_insights_stories",),
        ),
    ),
    ("reels", (("ig_reels_media",),)),
    ("stories", (("ig_stories",),)),
    ("videos", (("ig_igtv_media",),)),
    ("oldest", (("photos", ARRAY, "taken_at"), ("videos", ARRAY, "taken_at"))),
    (
        "posts",
        (
            (ARRAY, "media", ARRAY, "uri"),
            (ARRAY, "media", ARRAY, "creation_timestamp"),
        ),
    ),
)


def may_belong(path: str) -> bool:
    """Whether a member's path is that of a file we read, in whatever folder."""
    *folders, name = path.split("/")
    return bool(_NAMES.fullmatch(name)) and not _OF_OTHERS.search("/".join(folders))


def find_role(_path: str, head: bytes) -> str | None:
    """What a file is whose beginning this is; None: none that is read."""
    keys = peek(head)
    return next((role for role, marks in _ROLES if holds_any(keys, marks)), None)

"""Which file of an export of TikTok is which. Pure.

Source: exports of 2020 to 2026 as public importers read them, seen November 2026."""

import re

from services.social.imports.archives.json_peek import KeyPath, peek

# In a ZIP only this is opened: the export is one file.
_NAME = re.compile(r"user_data(?:_tiktok)?(?:[ _]?\(\d+\))?\.json", re.IGNORECASE)

POSTS: tuple[KeyPath, ...] = (
    ("Post", "Posts", "VideoList"),
    ("Video", "Videos", "VideoList"),
    ("Activity", "Posts", "VideoList"),
    ("Activity", "Videos", "VideoList"),
)
"""Where a person's own posts stand: since 2024, before, and in between."""

# Sections by which such a document is known before its posts have come.
_SECTIONS = frozenset(
    {
        ("Your Activity", "Watch History"),
        ("Activity", "Video Browsing History"),
        ("Activity", "Favorite Videos"),
        ("Activity", "Favorite Effects"),
        ("Activity", "Like List"),
        ("Activity", "Login History"),
        ("Comment", "Comments"),
        ("Likes and Favorites", "Like List"),
        ("Likes and Favorites", "Favorite Videos"),
        ("Direct Message", "Direct Messages"),
        ("Direct Messages", "Chat History"),
        ("Profile", "Profile Information"),
        ("Profile And Settings", "Profile Info"),
        ("Post", "Posts"),
        ("Post", "Recently Deleted Posts"),
        ("Video", "Videos"),
        ("App Settings", "Block"),
        ("App Settings", "Settings"),
        ("Ads and data", "Ad Interests"),
        ("Income+ Wallet", "Transaction History"),
        ("Tiktok Live", "Go Live History"),
        ("TikTok Live", "Go Live History"),
    }
)


def may_belong(path: str) -> bool:
    """Whether a member's path is that of a file we read, in whatever folder."""
    return _NAME.fullmatch(path.rpartition("/")[2]) is not None


def find_role(_path: str, head: bytes) -> str | None:
    """What a file is whose beginning this is; None: none that is read."""
    return "posts" if any(keys[:2] in _SECTIONS for keys in peek(head)) else None

"""The posts of an export of TikTok. Of the figures only likes are told. Blocks."""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from libs.common.contracts.social import PostMetrics
from services.social.imports.archives.contents import (
    ArchiveContents,
    ArchiveFile,
    clean_name,
)
from services.social.imports.archives.elements import read_elements
from services.social.imports.archives.kind import Reading
from services.social.imports.archives.lines import LineRows, open_lines
from services.social.imports.archives.posts import (
    PostBuilder,
    ToldPost,
    read_utc,
)
from services.social.imports.archives.scalars import find_texts
from services.social.imports.archives.tiktok.marks import POSTS
from services.social.imports.cells.counts import read_count
from services.social.imports.files.records import FileBroken
from services.social.sources.collected_post import CollectedPost

_USERNAMES = (
    ("Profile And Settings", "Profile Info", "ProfileMap", "userName"),
    ("Profile And Settings", "Profile Information", "ProfileMap", "userName"),
    ("Profile", "Profile Info", "ProfileMap", "userName"),
    ("Profile", "Profile Information", "ProfileMap", "userName"),
)
# In links to posts; the ones to files expire, and hold no id of a post.
_ID = re.compile(r"/(?:video|photo)/(\d{8,20})(?:[/?#]|$)")
_NOTHING = frozenset({"", "N/A"})
_PHOTO = re.compile(r"/photo/\d")


def read_archive(files: Sequence[ArchiveFile]) -> ArchiveContents:
    """Beside the posts nothing but the user name is taken. A document that breaks off
    is told so when its posts are read."""
    names: dict[tuple[str, ...], str] = {}
    for part in files:
        if names:
            break
        with suppress(FileBroken):
            names |= find_texts(part, _USERNAMES, most=1)
    return ArchiveContents(
        kind="tiktok_archive",
        roles=tuple(part.role for part in files),
        names=tuple(part.name for part in files),
        username=clean_name(next(iter(names.values()), None)),
    )


def keep_own_posts(name: str, file: BinaryIO) -> BinaryIO:
    """The own posts alone: messages, log-ins and what was watched stand beside them in
    the same document."""
    return open_lines(lambda: read_elements(ArchiveFile("posts", name, file), *POSTS))


def open_posts(files: Sequence[ArchiveFile], reading: Reading) -> LineRows:
    """The posts as they were kept."""
    return LineRows(files, _Reader(PostBuilder("tiktok", reading)).read)


class _Reader:
    def __init__(self, builder: PostBuilder) -> None:
        self._builder = builder

    def read(self, element: dict[str, Any]) -> CollectedPost:
        link = _text(element, "Link")
        found = _ID.search(link) if link else None
        published_at = read_utc(_text(element, "Date"))
        text = _text(element, "Title")
        is_photo = link is not None and _PHOTO.search(link) is not None
        told = ToldPost(
            post_id=found[1] if found else None,
            kind="photo" if is_photo else "video",
            text=text,
            published_at=published_at,
            metrics=PostMetrics(likes=read_count(_text(element, "Likes"))),
        )
        return self._builder.build(told)


def _text(element: dict[str, Any], name: str) -> str | None:
    """A value as text; `N/A` stands for nothing."""
    value = element.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or value.strip() in _NOTHING:
        return None
    return value

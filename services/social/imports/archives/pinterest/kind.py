"""The export of Pinterest: pages of pins, without any figures."""

import re
from collections.abc import Sequence
from typing import Any, BinaryIO

from services.social.imports.archives.contents import ArchiveContents, ArchiveFile
from services.social.imports.archives.kind import ArchiveKind, Reading
from services.social.imports.archives.lines import LineRows, open_lines
from services.social.imports.archives.pinterest.pins import PIN, read_pins
from services.social.imports.archives.posts import PostBuilder, ToldPost, read_utc
from services.social.sources.collected_post import CollectedPost

_NAMES = re.compile(r"(?:.*/)?(?:pins/[^/]+|pinterest[^/]*|pins[^/]*)\.html?", re.I)
_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|h\d)\b", re.IGNORECASE)


def may_belong(path: str) -> bool:
    """Whether a member's path is that of a page of pins."""
    return _NAMES.fullmatch(path) is not None


def find_role(_path: str, head: bytes) -> str | None:
    """What a page is whose beginning this is; None: none that is read."""
    text = head.decode("utf-8", "replace").lstrip("\ufeff")
    is_page = _PAGE.match(text) is not None
    is_of_them = "Subject Access Request" in text
    return "posts" if is_page and (PIN.search(text) or is_of_them) else None


def read_archive(files: Sequence[ArchiveFile]) -> ArchiveContents:
    """It does not say whose it is."""
    return ArchiveContents(
        kind="pinterest_archive",
        roles=tuple(part.role for part in files),
        names=tuple(part.name for part in files),
    )


def _keep_pins(name: str, file: BinaryIO) -> BinaryIO:
    """The pins alone: a page may hold the rest of the account as well."""
    return open_lines(lambda: read_pins(name, file))


def _open_posts(files: Sequence[ArchiveFile], reading: Reading) -> LineRows:
    builder = PostBuilder("pinterest", reading)

    def read(pin: dict[str, Any]) -> CollectedPost:
        told = ToldPost(
            post_id=pin["id"],
            url=f"https://www.pinterest.com/pin/{pin['id']}/",
            title=pin.get("title"),
            text=pin.get("details"),
            published_at=read_utc(pin.get("created_at")),
        )
        return builder.build(told)

    return LineRows(files, read)


KIND = ArchiveKind(
    name="pinterest_archive",
    platform="pinterest",
    roles=("posts",),
    posts=frozenset({"posts"}),
    missing="In this export of Pinterest the pages with your pins are missing.",
    may_belong=may_belong,
    find_role=find_role,
    read=read_archive,
    open=_open_posts,
    reduce=_keep_pins,
)

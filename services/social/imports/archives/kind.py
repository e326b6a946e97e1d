"""What has to be known of a kind of archive to recognise and read it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from services.social.imports.archives.contents import ArchiveContents, ArchiveFile
from services.social.imports.files.forms import ArchiveName
from services.social.imports.rows.source import RowSource

HEAD_BYTES = 16_384
"""How much of a file's beginning is needed to know it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How an archive is read: whose it is, and when figures were seen that tell no
    moment of their own."""

    contents: ArchiveContents
    account: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class ArchiveKind:
    """One platform's export.

    `may_belong`: whether a member of a ZIP is opened at all, by its path; nobody's
    messages are, not even their beginning. `find_role`: what a file is, by its path and
    beginning; None if it is not read. `roles` are in the order of reading; of those in
    `looked_at` only a name is taken, and they are not kept. `reduce`: what is kept of a
    file that holds more than posts. `missing`: said where a file with posts is not
    among those that were handed in."""

    name: ArchiveName
    platform: str
    roles: tuple[str, ...]
    posts: frozenset[str]
    missing: str
    may_belong: Callable[[str], bool]
    find_role: Callable[[str, bytes], str | None]
    read: Callable[[Sequence[ArchiveFile]], ArchiveContents]
    open: Callable[[Sequence[ArchiveFile], Reading], RowSource]
    looked_at: frozenset[str] = frozenset()
    reduce: Callable[[str, BinaryIO], BinaryIO] | None = None

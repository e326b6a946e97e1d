"""The content analytics of LinkedIn (XLSX); its data archive is a table."""

import re
from collections.abc import Generator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, BinaryIO
from urllib.parse import unquote

from libs.common.contracts.social import PostMetrics
from services.social.imports.archives.contents import ArchiveContents, ArchiveFile
from services.social.imports.archives.kind import ArchiveKind, Reading
from services.social.imports.archives.lines import LineRows, open_lines
from services.social.imports.archives.linkedin.workbook import (
    find_last_day,
    find_posts,
    read_workbook,
)
from services.social.imports.archives.posts import PostBuilder, ToldPost
from services.social.imports.cells.counts import read_count
from services.social.imports.files.forms import FileNotReadable
from services.social.sources.collected_post import CollectedPost

_ID = re.compile(r"urn:li:(?:share|ugcPost|activity):(\d{10,20})", re.IGNORECASE)
_A_DAY = timedelta(days=1)


def find_posted_at(url: str, day: date | None) -> datetime | None:
    """When a post was made: its id begins with the millisecond (41 bits above the
    lowest 22), which is believed where it agrees with the day that is told; else that
    day's beginning, UTC."""
    found = _ID.search(unquote(url))
    moment: datetime | None = None
    if found:
        seconds = (int(found[1]) >> 22) / 1000
        if 1e9 < seconds < 1e10:
            moment = datetime.fromtimestamp(seconds, UTC)
    if day is None:
        return None
    if moment and abs(moment.date() - day) <= _A_DAY:
        return moment
    return datetime.combine(day, time(), UTC)


def _read_archive(files: Sequence[ArchiveFile]) -> ArchiveContents:
    """It does not say whose it is; its figures are those of the end of its period."""
    book = read_workbook(files[0].file)
    if next(find_posts(book), None) is None:
        message = (
            "This workbook is not LinkedIn's content analytics. Save the sheet with "
            "your posts as CSV, then hand that in."
        )
        raise FileNotReadable("spreadsheet", message)
    last = find_last_day(book)
    return ArchiveContents(
        kind="linkedin_analytics",
        roles=tuple(part.role for part in files),
        names=tuple(part.name for part in files),
        made_at=datetime.combine(last + _A_DAY, time(), UTC) if last else None,
    )


def _keep_posts(_name: str, file: BinaryIO) -> BinaryIO:
    def read() -> Generator[Any]:
        return find_posts(read_workbook(file))

    return open_lines(read)


def _open_posts(files: Sequence[ArchiveFile], reading: Reading) -> LineRows:
    builder = PostBuilder("linkedin", reading)

    def read(row: dict[str, Any]) -> CollectedPost:
        day = row.get("day")
        told = ToldPost(
            url=row["url"],
            published_at=find_posted_at(
                row["url"], date.fromisoformat(day) if day else None
            ),
            metrics=PostMetrics(
                impressions=read_count(row.get("impressions")),
                engagements=read_count(row.get("engagements")),
            ),
        )
        return builder.build(told)

    return LineRows(files, read)


KIND = ArchiveKind(
    name="linkedin_analytics",
    platform="linkedin",
    roles=("workbook",),
    posts=frozenset({"workbook"}),
    missing="There are no posts in this workbook.",
    may_belong=lambda _: False,
    find_role=lambda _path, _head: None,
    read=_read_archive,
    open=_open_posts,
    reduce=_keep_posts,
)

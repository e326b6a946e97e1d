"""From a row of a file to a post, or to the reason why it is none. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from libs.common.contracts.social import PostMetrics
from services.social.imports.cells.counts import NumberFormat, read_count
from services.social.imports.cells.durations import read_duration
from services.social.imports.cells.refusals import Cell, CellRefused
from services.social.imports.cells.texts import read_text, unescape
from services.social.imports.cells.times import TimeReading, read_time
from services.social.imports.mapping import ImportField, Mapping
from services.social.imports.rows.exports import check_is_public, mend_commentary
from services.social.imports.rows.identity import (
    NoIdentity,
    Told,
    build_creator_key,
    find_identity,
)
from services.social.imports.rows.kinds import find_kind, is_repost, is_total
from services.social.imports.rows.media import read_media
from services.social.imports.rows.refusals import RefusedRow, RowRefused
from services.social.platforms.catalogue import Platform, find_platform
from services.social.sources.collected_post import CollectedPost

Read = TypeVar("Read")
ReadCell = Callable[[Cell], Read | None]

EXTRA_CELLS = "\x00extra"
"""The key under which a reader puts cells that no column has."""

_MOST_TEXT = 100_000
_MOST_TITLE = 1_000
_MOST_NAME = 200
_MOST_URL = 4_096
_TELLING: tuple[ImportField, ...] = ("id", "url", "title", "text", "time")
COUNTS: tuple[ImportField, ...] = (
    "views",
    "impressions",
    "reach",
    "likes",
    "comments",
    "shares",
    "saves",
    "followers",
    "engagements",
)


@dataclass(frozen=True, slots=True)
class RowContext:
    """What holds for all rows of a file, beside the mapping.

    `as_of`, `account` and `platform` hold where a row does not tell its own.
    `is_escaped`: texts come with HTML's entities. `visibility` is the column that says
    who may see a post; `is_of_shares`: the table is LinkedIn's own."""

    as_of: datetime
    times: TimeReading = field(default_factory=TimeReading)
    number_format: NumberFormat | None = None
    account: str | None = None
    platform: str | None = None
    is_escaped: bool = False
    visibility: str | None = None
    is_of_shares: bool = False


class RowReader:
    """Reads rows by one mapping."""

    def __init__(self, mapping: Mapping, context: RowContext) -> None:
        self._mapping = mapping
        self._context = context
        self._cells = {name: mapping.build_getter(name) for name in mapping.fields}
        self._counts = [(name, self._cells.get(name)) for name in COUNTS]
        self._platforms: dict[Any, Platform] = {}
        self._unit_seconds = _find_unit(mapping.column_of("duration"))

    def read(self, record: dict[str, Any]) -> CollectedPost | RefusedRow:
        """The post of one row, or why there is none. Never raises."""
        try:
            return self._read(record)
        except RowRefused as refused:
            return refused.row

    def _read(self, record: dict[str, Any]) -> CollectedPost:
        self._check_shape(record)
        if self._context.visibility:
            check_is_public(record.get(self._context.visibility))
        platform = self._platform(record)
        creator = self._text("creator", record, _MOST_NAME) or self._context.account
        if creator is None:
            raise RowRefused("missing", "creator", self._say("creator", "is empty."))
        creator_key = build_creator_key(creator)
        title = self._text("title", record, _MOST_TITLE)
        text = self._text("text", record, _MOST_TEXT)
        if self._context.is_of_shares:
            text = mend_commentary(text)
        published_at = self._cell("time", record, self._read_time)
        told = Told(
            post_id=self._text("id", record, _MOST_NAME),
            url=self._text("url", record, _MOST_URL),
            creator_key=creator_key,
            published_at=published_at,
            text=text or title,
        )
        post_id, url = self._identity(platform, told)
        return CollectedPost(
            platform=platform.name,
            platform_post_id=post_id,
            url=url,
            creator_key=creator_key,
            creator_name=creator.removeprefix("@"),
            as_of=self._cell("as_of", record, self._read_time) or self._context.as_of,
            kind=self._kind(record, platform, text),
            title=self._unescape(title),
            content=self._unescape(text),
            published_at=published_at,
            duration_seconds=self._cell("duration", record, self._read_duration),
            metrics=self._metrics(record),
            media=self._cell("media", record, read_media) or (),
        )

    def _check_shape(self, record: dict[str, Any]) -> None:
        if EXTRA_CELLS in record:
            raise RowRefused(
                "wrong_column_count",
                None,
                "This row has more cells than the header has columns.",
            )
        first = next(iter(record), None)
        if first and is_total(record[first]) and not self._tells_post(record, first):
            message = "This line adds up the others: it is no post."
            raise RowRefused("total_row", None, message)

    def _tells_post(self, record: dict[str, Any], beside: str) -> bool:
        """Whether anything but this column says which post the row is about."""
        return any(
            column != beside and self._cells[name](record) not in (None, "")
            for name in _TELLING
            if (column := self._mapping.column_of(name))
        )

    def _platform(self, record: dict[str, Any]) -> Platform:
        get = self._cells.get("platform")
        told = (get(record) if get else None) or self._context.platform
        if isinstance(told, str) and told in self._platforms:
            return self._platforms[told]
        name = self._text("platform", record, 40) or self._context.platform
        if name is None:
            raise RowRefused("missing", "platform", self._say("platform", "is empty."))
        platform = find_platform(name)
        if platform is None:
            message = self._say("platform", f"says {name!r}, which is not known here.")
            raise RowRefused("unsupported_platform", "platform", message)
        return self._platforms.setdefault(name, platform)

    def _identity(self, platform: Platform, told: Told) -> tuple[str, str]:
        found = find_identity(platform, told)
        if isinstance(found, NoIdentity):
            message = self._say(found.field, found.message)
            raise RowRefused(found.reason, found.field, message)
        return found

    def _kind(
        self, record: dict[str, Any], platform: Platform, text: str | None
    ) -> str | None:
        kind = find_kind(self._text("kind", record, 40))
        is_passed_on = platform.name == "x" and is_repost(text)
        # A share of LinkedIn without words is somebody else's, passed on.
        is_passed_on |= self._context.is_of_shares and text is None
        return "repost" if kind is None and is_passed_on else kind

    def _metrics(self, record: dict[str, Any]) -> PostMetrics:
        figures = {
            name: self._cell(name, record, self._read_count) if get else None
            for name, get in self._counts
        }
        return PostMetrics(**figures)

    def _read_count(self, cell: Cell) -> int | None:
        return read_count(cell, self._context.number_format)

    def _read_time(self, cell: Cell) -> datetime | None:
        return read_time(cell, self._context.times)

    def _read_duration(self, cell: Cell) -> float | None:
        return read_duration(cell, unit_seconds=self._unit_seconds)

    def _unescape(self, text: str | None) -> str | None:
        return unescape(text) if text and self._context.is_escaped else text

    def _text(self, name: ImportField, record: dict[str, Any], most: int) -> str | None:
        get = self._cells.get(name)
        cell = get(record) if get else None
        if cell is None or cell == "":
            return None
        try:
            return read_text(cell, most=most)
        except CellRefused as error:
            raise self._refuse(name, error) from None

    def _cell(
        self,
        name: ImportField,
        record: dict[str, Any],
        read: Callable[[Cell], Read | None],
    ) -> Read | None:
        get = self._cells.get(name)
        if get is None:
            return None
        try:
            return read(get(record))
        except CellRefused as error:
            raise self._refuse(name, error) from None

    def _refuse(self, name: ImportField, error: CellRefused) -> RowRefused:
        message = self._say(name, f"cannot be read. {error.message}")
        return RowRefused(error.reason, name, message)

    def _say(self, name: ImportField, what: str) -> str:
        column = self._mapping.column_of(name)
        subject = f"Column {column!r}" if column else f"The {name}"
        return f"{subject}: {what}" if what[:1].isupper() else f"{subject} {what}"


def _find_unit(column: str | None) -> float:
    """What bare numbers of a column of lengths count, by its heading: the exports of
    YouTube have `Approx Duration (ms)`."""
    lowered = (column or "").lower()
    return 0.001 if lowered.endswith(("(ms)", "_ms", "millis", "milliseconds")) else 1

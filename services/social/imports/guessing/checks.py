"""Whether the values of a column can be what its name says. Pure."""

import re
from collections.abc import Callable
from contextlib import suppress

from libs.common.post_urls import PostUrl, parse_post_url
from services.social.imports.cells.counts import read_count
from services.social.imports.cells.durations import read_duration
from services.social.imports.cells.refusals import Cell, CellRefused
from services.social.imports.cells.times import TimeReading, read_time
from services.social.imports.cells.written_dates import read_written_date
from services.social.imports.guessing.columns import Column
from services.social.imports.mapping import ImportField
from services.social.imports.rows.kinds import is_total
from services.social.platforms.catalogue import find_platform

_LOOKED_AT = 200
_ENOUGH = 0.9
_ID = re.compile(r"[^\s,;\"']{1,100}")
# A running number is no id: another file has the same.
_RUNNING_NUMBER = re.compile(r"\d{1,5}")
_WEB_ADDRESS = re.compile(r"https?://\S+", re.ASCII)
_LOOSE_FILE = re.compile(r"\.(mp4|m4v|mov|webm|jpe?g|png|webp|gif)(\?|$)", re.I)
# A column `caption` may say whether a video has captions.
_FLAGS = frozenset({"true", "false", "yes", "no"})
_MOST_KINDS = 20
_MOST_NAME = 200
_LONGEST_KIND = 40


def fits(field: ImportField, column: Column) -> bool:
    """Whether nine of ten values can be read as this field; a line of totals at the
    beginning does not count."""
    values = column.values[:_LOOKED_AT]
    if values and is_total(values[0]):
        values = values[1:]
    if not values:
        return False
    check = _CHECKS.get(field, _is_count)
    if sum(map(check, values)) < _ENOUGH * len(values):
        return False
    if field == "kind":
        return len({str(value) for value in values}) <= _MOST_KINDS
    if field == "id":
        return len({str(value) for value in values}) > len(values) / 2
    return True


def are_posts(column: Column) -> bool:
    """Whether the values are addresses of posts that are read by link."""
    texts = column.texts[:_LOOKED_AT]
    if not texts or not _WEB_ADDRESS.fullmatch(texts[0]):
        return False
    read = [parse_post_url(text) for text in texts]
    good = sum(isinstance(post, PostUrl) and bool(post.id) for post in read)
    return good >= _ENOUGH * len(texts)


def _is_readable(read: Callable[[Cell], object]) -> Callable[[Cell], bool]:
    def check(cell: Cell) -> bool:
        with suppress(CellRefused):
            return read(cell) is not None
        return False

    return check


def _is_count(cell: Cell) -> bool:
    """A count, also one that has to be asked about."""
    try:
        return read_count(cell) is not None
    except CellRefused as refused:
        return refused.reason == "ambiguous_number"


def _is_time(cell: Cell) -> bool:
    """A time, also one that has to be asked about."""
    if isinstance(cell, bool | list | dict):
        return False
    try:
        return read_time(cell, TimeReading()) is not None
    except CellRefused as refused:
        return refused.reason in {"time_without_zone", "ambiguous_date"}


def _is_id(cell: Cell) -> bool:
    if isinstance(cell, bool | list | dict | float):
        return False
    text = str(cell).strip()
    is_date = read_written_date(text) is not None
    return (
        bool(_ID.fullmatch(text))
        and not _RUNNING_NUMBER.fullmatch(text)
        and not is_date
    )


def _is_address(cell: Cell) -> bool:
    if not isinstance(cell, str) or not _WEB_ADDRESS.fullmatch(cell.strip()):
        return False
    return not _LOOSE_FILE.search(cell)


def _is_media(cell: Cell) -> bool:
    first = cell[0] if isinstance(cell, list) and cell else cell
    return isinstance(first, str) and first.startswith(("http://", "https://"))


def _is_name(cell: Cell) -> bool:
    if isinstance(cell, bool | list | dict | float):
        return False
    return len(str(cell)) <= _MOST_NAME and not _is_address(cell)


def _is_kind(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) <= _LONGEST_KIND and not cell.isdigit()


def _is_text(cell: Cell) -> bool:
    if not isinstance(cell, str) or cell.strip().lower() in _FLAGS:
        return False
    return not _is_address(cell)


def _is_platform(cell: Cell) -> bool:
    return isinstance(cell, str) and find_platform(cell) is not None


_CHECKS: dict[ImportField, Callable[[Cell], bool]] = {
    "platform": _is_platform,
    "creator": _is_name,
    "id": _is_id,
    "url": _is_address,
    "kind": _is_kind,
    "title": _is_text,
    "text": _is_text,
    "time": _is_time,
    "as_of": _is_time,
    "duration": _is_readable(read_duration),
    "media": _is_media,
}

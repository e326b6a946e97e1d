"""The content analytics of a profile on LinkedIn, a workbook of five sheets. Blocks.

Of interest are the posts, which stand in two tables side by side, each in its own
order: address, day and engagements beside address, day and impressions. They are
joined by address. A workbook is unpacked whole by the library: it must be small."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from services.social.imports.files.forms import FileNotReadable
from services.social.imports.guessing.columns import normalise
from services.social.imports.guessing.names import find_rank
from services.social.imports.mapping import ImportField

_FEED = "linkedin.com/"
_FIGURES: tuple[ImportField, ...] = ("impressions", "engagements")
_MOST_ROWS = 20_000
_MOST_COLUMNS = 100
_HEADINGS_WITHIN = 10

Grid = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Workbook:
    """Its sheets by name, in their order; cells as the library gives them."""

    sheets: dict[str, Grid]


def read_workbook(file: BinaryIO) -> Workbook:
    """Raises FileNotReadable."""
    # It takes time to load, and few need it.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    file.seek(0)
    try:
        opened = CalamineWorkbook.from_filelike(file)
        sheets = {name: _read_sheet(opened, name) for name in opened.sheet_names}
    except (CalamineError, ValueError, OSError) as error:
        message = f"This workbook is damaged or locked: {error}"
        raise FileNotReadable("bad_workbook", message) from None
    return Workbook(sheets)


def _read_sheet(opened: Any, name: str) -> Grid:
    grid: Grid = opened.get_sheet_by_name(name).to_python(
        skip_empty_area=False, nrows=_MOST_ROWS
    )
    return grid


def find_posts(book: Workbook) -> Generator[dict[str, Any]]:
    """The posts, each once: `url`, `day`, and the figures that are told."""
    found: dict[str, dict[str, Any]] = {}
    for grid in book.sheets.values():
        for table in _find_tables(grid):
            for row in grid[table.first_row :]:
                url = _text(row, table.column)
                if url is None or _FEED not in url:
                    continue
                post = found.setdefault(url, {"url": url})
                day = _day(row, table.column + 1)
                if day:
                    post.setdefault("day", day)
                figure = _cell(row, table.column + 2)
                if table.figure and figure not in (None, ""):
                    post.setdefault(table.figure, figure)
    yield from found.values()


def find_last_day(book: Workbook) -> date | None:
    """The last day of the period that the workbook is about: `1/1/2026 - 3/31/2026`
    beside the heading of its first sheet."""
    grid = next(iter(book.sheets.values()), [])
    for row in grid[:_HEADINGS_WITHIN]:
        for cell in row[:_MOST_COLUMNS]:
            first, mark, last = str(cell).partition(" - ")
            if mark and _read_day(first) and (found := _read_day(last)):
                return found
    return None


@dataclass(frozen=True, slots=True)
class _Table:
    column: int
    first_row: int
    figure: str | None


def _find_tables(grid: Grid) -> Iterator[_Table]:
    """A table is a column of addresses under a heading, a day and a figure beside."""
    for number, row in enumerate(grid[:_HEADINGS_WITHIN]):
        following = grid[number + 1] if number + 1 < len(grid) else ()
        for column in range(min(len(row), _MOST_COLUMNS)):
            heading, below = _text(row, column), _text(following, column)
            if heading and _FEED not in heading and below and _FEED in below:
                yield _Table(column, number + 1, _find_figure(_text(row, column + 2)))


def _find_figure(heading: str | None) -> str | None:
    words = normalise(heading or "")
    return next((f for f in _FIGURES if find_rank(f, words) is not None), None)


def _cell(row: Sequence[Any], column: int) -> Any:
    return row[column] if column < len(row) else None


def _text(row: Sequence[Any], column: int) -> str | None:
    cell = _cell(row, column)
    return cell.strip() or None if isinstance(cell, str) else None


def _day(row: Sequence[Any], column: int) -> str | None:
    cell = _cell(row, column)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    found = _read_day(str(cell)) if cell else None
    return found.isoformat() if found else None


def _read_day(text: str) -> date | None:
    """`m/d/yyyy`, as LinkedIn writes days; None if it is none."""
    parts = text.strip().split("/")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return None
    month, day, year = map(int, parts)
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None

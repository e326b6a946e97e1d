"""Which column is which field: by name, and only where the values agree. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.social.imports.guessing.checks import are_posts, fits
from services.social.imports.guessing.columns import Column
from services.social.imports.guessing.names import find_rank
from services.social.imports.mapping import FIELDS, ImportField

# In this order: a name that may be either of two is the former's first.
_ORDER: tuple[ImportField, ...] = (
    "id",
    "url",
    "platform",
    "creator",
    "as_of",
    "time",
    *(
        f
        for f in FIELDS
        if f not in {"id", "url", "platform", "creator", "as_of", "time"}
    ),
)
_LONG_TEXT = 40


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """A column for a field; certain where its name and its values say the same."""

    column: Column
    is_certain: bool


def guess_mapping(columns: Sequence[Column]) -> dict[ImportField, ColumnGuess]:
    """The columns by field; a column serves one field only."""
    found: dict[ImportField, ColumnGuess] = {}
    taken: set[str] = set()
    for field in _ORDER:
        column = _find_by_name(field, columns, taken)
        if column:
            found[field] = ColumnGuess(column, is_certain=True)
            taken.add(column.name)
    for field in ("url", "time", "text"):
        free = [column for column in columns if column.name not in taken]
        column = None if field in found else _find_by_values(field, free)
        if column:
            found[field] = ColumnGuess(column, is_certain=False)
            taken.add(column.name)
    return {field: found[field] for field in FIELDS if field in found}


def _find_by_name(
    field: ImportField, columns: Sequence[Column], taken: set[str]
) -> Column | None:
    ranked = [
        (rank, place)
        for place, column in enumerate(columns)
        if column.name not in taken
        and (rank := find_rank(field, column.words, column.parent)) is not None
    ]
    for _, place in sorted(ranked):
        if fits(field, columns[place]):
            return columns[place]
    return None


def _find_by_values(field: ImportField, free: Sequence[Column]) -> Column | None:
    """For what is known by its looks alone."""
    if field == "url":
        return next((column for column in free if are_posts(column)), None)
    if field == "time":
        written = [c for c in free if not any(t.isdigit() for t in c.texts[:20])]
        return next((c for c in written if fits("time", c)), None)
    texts = [column for column in free if fits("text", column)]
    longest = max(texts, key=_mean_length, default=None)
    return longest if longest and _mean_length(longest) >= _LONG_TEXT else None


def _mean_length(column: Column) -> float:
    return sum(map(len, column.texts)) / len(column.values)

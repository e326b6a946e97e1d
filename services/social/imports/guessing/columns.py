"""The columns of a file's first rows, with their values. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.social.imports.cells.refusals import EMPTY, Cell
from services.social.imports.rows.reader import EXTRA_CELLS

MOST_COLUMNS = 300
_MOST_VALUES = 300
_MOST_NESTING = 4
_MOST_NAME = 200
_SAMPLES = 3
_SAMPLE_LENGTH = 80
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NO_WORD = re.compile(r"[\W_]+")
# Objects that only hold together what belongs to the post.
_GROUPS = (
    "stats, statistics, metrics, public metrics, non public metrics, insights, "
    "snippet, content details, video, video meta, meta, data, post, tweet, legacy, "
    "node, attributes, edge, counts, engagement"
)
_TRANSPARENT = frozenset(_GROUPS.split(", "))


@dataclass(slots=True)
class Column:
    """A column, or the dotted path of one in JSON.

    `values` are its first cells that are not empty, at most 300; `words` is its name
    as it is compared: lower case, no accents, no brackets; `parent` the same of the
    object that it stands in, unless that is only a group."""

    name: str
    words: str
    parent: str
    values: list[Cell] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """The values as texts."""
        return [str(value).strip() for value in self.values]

    @property
    def samples(self) -> list[str]:
        """At most three values that differ, shortened, fit to be shown."""
        shown = dict.fromkeys(_show(value) for value in self.values[:50])
        return list(shown)[:_SAMPLES]


def collect_columns(records: Iterable[Mapping[str, Any]]) -> list[Column]:
    """The columns in the order of the file, at most 300."""
    columns: dict[str, Column] = {}
    for record in records:
        for name, value in _flatten(record, "", 0):
            column = columns.get(name)
            if column is None:
                if len(columns) >= MOST_COLUMNS or not _is_nameable(name):
                    continue
                column = columns[name] = _build(name)
            if len(column.values) < _MOST_VALUES and not _is_empty(value):
                column.values.append(value)
    return list(columns.values())


def normalise(name: str) -> str:
    """A name as it is compared: `videoTitle (Original)` is `video title`."""
    apart = unicodedata.normalize("NFKD", _HUMP.sub(" ", name)).casefold()
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(_NO_WORD.sub(" ", _BRACKETS.sub(" ", plain)).split())


def _build(name: str) -> Column:
    *parents, leaf = name.split(".") if "." in name else [name]
    known = [normalise(parent) for parent in parents]
    opaque = [parent for parent in known if parent not in _TRANSPARENT]
    return Column(name, normalise(leaf), " ".join(opaque))


def _flatten(
    record: Mapping[str, Any], prefix: str, depth: int
) -> Iterable[tuple[str, Cell]]:
    for key, value in record.items():
        if key == EXTRA_CELLS:
            continue
        name = prefix + key
        if isinstance(value, dict) and depth < _MOST_NESTING:
            yield from _flatten(value, name + ".", depth + 1)
        elif isinstance(value, list):
            if all(isinstance(item, str | int | float) for item in value):
                yield name, value
        else:
            yield name, value


def _is_nameable(name: str) -> bool:
    return bool(name.strip()) and len(name) <= _MOST_NAME and name.isprintable()


def _is_empty(value: Cell) -> bool:
    if isinstance(value, str):
        return value.strip().lower() in EMPTY
    return value is None or value == []


def _show(value: Cell) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    short = text[: _SAMPLE_LENGTH - 1] + "…" if len(text) > _SAMPLE_LENGTH else text
    return "".join(s if s.isprintable() else " " for s in short).strip()

"""The figures of posts in an export of Instagram, which stand in files of their own.

Only professional accounts have them. What each figure is called is in the language of
the account. Blocks."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from libs.common.contracts.social import PostMetrics
from services.social.imports.archives.contents import ArchiveFile
from services.social.imports.archives.elements import read_elements
from services.social.imports.archives.mojibake import repair
from services.social.imports.cells.counts import read_count
from services.social.imports.cells.refusals import CellRefused
from services.social.imports.files.records import FileBroken
from services.social.imports.guessing.columns import normalise
from services.social.imports.guessing.names import find_rank
from services.social.imports.mapping import ImportField
from services.social.imports.rows.reader import COUNTS

PATHS = (
    ("organic_insights_posts",),
    ("organic_insights_reels",),
    ("organic_insights_stories",),
)
_KINDS = {"reels": "reel", "stories": "story"}
# All of them are held while the posts are read.
_MOST = 200_000
_OWN_PREFIX = "instagram "


@dataclass(frozen=True, slots=True)
class Insight:
    """Figures of a post, and by what it is known: the address of its first medium
    within the export, the second at which it was made."""

    uri: str | None
    second: int | None
    title: str | None
    kind: str | None
    metrics: PostMetrics


class Insights:
    """All of an archive; each is of one post."""

    def __init__(self) -> None:
        self._all: list[Insight] = []
        self._by_uri: dict[str, int] = {}
        self._by_second: dict[int, int] = {}
        self._taken: set[int] = set()

    def load(self, files: Sequence[ArchiveFile]) -> None:
        """Reads the files with figures. Raises FileBroken."""
        for part in files:
            if part.role == "insights":
                kind = next(
                    (k for word, k in _KINDS.items() if word in part.name), None
                )
                for element in read_elements(part, *PATHS):
                    self._add(_read_insight(element, kind), part.name)

    def take(self, uri: str | None, second: int | None) -> PostMetrics:
        """The figures of a post; nothing known where there are none."""
        place = self._by_uri.get(uri) if uri else None
        if place is None and second is not None:
            place = self._by_second.get(second)
        if place is None:
            return PostMetrics()
        self._taken.add(place)
        return self._all[place].metrics

    def rest(self) -> Iterator[Insight]:
        """Those that no post was found for: the posts' own file is not here."""
        for place, insight in enumerate(self._all):
            if place not in self._taken:
                yield insight

    def _add(self, insight: Insight | None, name: str) -> None:
        if insight is None:
            return
        place = len(self._all)
        if place >= _MOST:
            raise FileBroken(f"{name} holds more than can be read.")
        self._all.append(insight)
        if insight.uri:
            self._by_uri.setdefault(insight.uri, place)
        if insight.second is not None:
            self._by_second.setdefault(insight.second, place)


def read_second(value: Any) -> int | None:
    """Unix time as the export has it; None for 0, which stands for nothing."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and value > 0 else None


def _read_insight(element: Any, kind: str | None) -> Insight | None:
    if not isinstance(element, dict):
        return None
    media = element.get("media_map_data")
    told = element.get("string_map_data")
    medium: Any = next(iter(media.values()), None) if isinstance(media, dict) else None
    medium = medium if isinstance(medium, dict) else {}
    entries = told if isinstance(told, dict) else {}
    second = read_second(medium.get("creation_timestamp"))
    uri, title = medium.get("uri"), medium.get("title")
    return Insight(
        uri=uri if isinstance(uri, str) else None,
        second=second if second is not None else _find_second(entries),
        title=title if isinstance(title, str) else None,
        kind=kind,
        metrics=PostMetrics(**_read_figures(entries)),
    )


def _find_second(entries: dict[str, Any]) -> int | None:
    """The only entry with a time is the one of publishing, whatever it is called."""
    for entry in entries.values():
        second = (
            read_second(entry.get("timestamp")) if isinstance(entry, dict) else None
        )
        if second is not None:
            return second
    return None


def _read_figures(entries: dict[str, Any]) -> dict[str, int]:
    figures: dict[str, int] = {}
    for name, entry in entries.items():
        field = _find_field(name)
        value = entry.get("value") if isinstance(entry, dict) else None
        if field is None or field in figures:
            continue
        with suppress(CellRefused):
            count = read_count(value)
            if count is not None:
                figures[field] = count
    return figures


@lru_cache(maxsize=1_000)
def _find_field(name: str) -> ImportField | None:
    """Which of our figures a name of theirs is: `Likes`, `Erreichte Konten`,
    `Instagram Plays`."""
    words = normalise(repair(name)[:100]).removeprefix(_OWN_PREFIX)
    return next(
        (field for field in COUNTS if find_rank(field, words) is not None), None
    )

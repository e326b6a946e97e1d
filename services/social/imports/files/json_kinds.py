"""Which form of JSON a file has, from its beginning. Pure."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Literal

import ijson
import orjson

JsonKind = Literal["json_array", "json_posts", "json_lines"]
ItemsPath = tuple[str, ...]

DEFAULT_PATH: ItemsPath = ("posts",)
_MOST_DEPTH = 5
# The keys under which interfaces and exports keep posts, the likeliest first.
_KEYS = (
    "posts",
    "items",
    "data",
    "results",
    "videos",
    "tweets",
    "media",
    "collector",
    "videolist",
)
_CERTAIN_KEYS = frozenset(_KEYS) - {"media"}
# Parts of exports that are about other people's posts.
_OF_OTHERS = ("history", "like", "favorite", "favourite", "saved", "follow", "comment")


def find_json_kind(head: str) -> tuple[JsonKind, ItemsPath]:
    """The kind; and the way to the array of posts where the document is an object."""
    if head[0] == "[":
        return "json_array", DEFAULT_PATH
    line, _, rest = head.partition("\n")
    try:
        first = orjson.loads(line)
    except orjson.JSONDecodeError:
        return "json_posts", _choose(_find_arrays(head))
    if isinstance(first, dict) and isinstance(first.get("posts"), list):
        return "json_posts", DEFAULT_PATH
    if isinstance(first, dict) and not rest.strip():
        path = _choose(_find_arrays(head))
        # One line with a list in it may be one post: then it tells of itself as well.
        if path != DEFAULT_PATH and (
            path[-1].lower() in _CERTAIN_KEYS or _has_no_values(first)
        ):
            return "json_posts", path
    return "json_lines", DEFAULT_PATH


def _has_no_values(document: dict[str, object]) -> bool:
    return all(isinstance(value, dict | list) for value in document.values())


def _choose(found: Iterable[ItemsPath]) -> ItemsPath:
    """The likeliest of the arrays: by a known key, and rather below `posts`."""
    own = [
        path
        for path in found
        if not any(word in part.lower() for part in path for word in _OF_OTHERS)
    ]
    return min(own, key=_rank, default=DEFAULT_PATH)


def _rank(path: ItemsPath) -> tuple[int, int]:
    is_of_posts = any(part.lower() in {"post", "posts"} for part in path)
    leaf = path[-1].lower()
    return (0 if is_of_posts else 1, _KEYS.index(leaf) if leaf in _KEYS else len(_KEYS))


def _find_arrays(head: str) -> Iterator[ItemsPath]:
    """The ways to arrays of objects through objects alone, as far as the head goes."""
    path: list[str] = []
    arrays = 0
    begins = False
    with suppress(ijson.JSONError, UnicodeError, SystemError):
        for event, value in ijson.basic_parse(_Head(head)):
            if event == "map_key":
                path[-1] = value
            elif event == "start_array":
                arrays += 1
            elif event == "end_array":
                arrays -= 1
            elif event == "start_map":
                if begins and arrays == 1 and 0 < len(path) <= _MOST_DEPTH:
                    yield tuple(path)
                path.append("")
            elif event == "end_map":
                path.pop()
            begins = event == "start_array"


class _Head:
    """The beginning of a document as a file."""

    def __init__(self, text: str) -> None:
        self._content = text.encode("utf-8", "replace")

    def read(self, size: int = -1) -> bytes:
        if size == 0:
            return b""
        content, self._content = self._content, b""
        return content

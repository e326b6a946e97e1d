"""What a JSON document holds, as far as its beginning tells. Pure."""

from collections.abc import Iterable
from contextlib import suppress
from itertools import islice

import ijson

KeyPath = tuple[str, ...]

ARRAY = "[]"
"""Stands in a path where an array is passed through."""

_MOST_EVENTS = 4_000
_MOST_DEPTH = 8
_FIRST_SIGNS = (b"{", b"[")
_MARK = b"\xef\xbb\xbf"


def peek(head: bytes) -> frozenset[KeyPath]:
    """The paths of all keys in the beginning of a document, at most 8 deep; none if it
    is no JSON. `[{"a": {"b": 1}}]` has `("[]", "a")` and `("[]", "a", "b")`."""
    text = head.removeprefix(_MARK).lstrip()
    if not text.startswith(_FIRST_SIGNS):
        return frozenset()
    found: set[KeyPath] = set()
    path: list[str] = []
    with suppress(ijson.JSONError, UnicodeError, ValueError, SystemError):
        for event, value in islice(ijson.basic_parse(_Head(text)), _MOST_EVENTS):
            _follow(event, value, path)
            if event == "map_key" and len(path) <= _MOST_DEPTH:
                found.add(tuple(path))
    return frozenset(found)


def holds_any(paths: frozenset[KeyPath], wanted: Iterable[KeyPath]) -> bool:
    """Whether one of these is among them."""
    return not paths.isdisjoint(wanted)


def _follow(event: str, value: object, path: list[str]) -> None:
    match event:
        case "map_key":
            path[-1] = str(value)
        case "start_map":
            path.append("")
        case "start_array":
            path.append(ARRAY)
        case "end_map" | "end_array":
            path.pop()


class _Head:
    """The beginning of a document as a file."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self, size: int = -1) -> bytes:
        if size == 0:
            return b""
        content, self._content = self._content, b""
        return content

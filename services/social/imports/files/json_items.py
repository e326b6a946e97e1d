"""The items of a JSON document one by one, from the events of a streaming parser.

The parser's own way to items keeps the path of each value as a text, which takes time
and memory without bound in a document that only nests."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

MOST_DEPTH = 50

Event = tuple[str, Any]


class NestedTooDeeply(Exception):
    """The document is deeper than any post; read no further."""

    def __init__(self) -> None:
        super().__init__("The file is nested too deeply.")


def build_items(
    events: Iterable[Event],
    *,
    paths: Collection[Sequence[str]] = ((),),
    on_passed: Callable[[], None] = lambda: None,
) -> Iterator[Any]:
    """The items of the document's array, or of the arrays at paths of its objects,
    which are equally long.

    `on_passed` is called for whatever lies outside of those that have a path. `events`
    as `ijson.basic_parse` gives them: with exact numbers, as one that no machine's
    integer holds would otherwise end the reading. Raises NestedTooDeeply."""
    outer = _Outer(paths)
    lies_deep = any(paths)
    events = iter(events)
    for event, value in events:
        if lies_deep:
            on_passed()
        if event == "map_key":
            outer.read_key(value)
        elif event in {"end_map", "end_array"}:
            outer.leave()
        elif not outer.is_at_item:
            if event in {"start_map", "start_array"}:
                outer.enter(is_array=event == "start_array")
        elif event == "start_map":
            yield _build({}, events, outer.depth)
        elif event == "start_array":
            yield _build([], events, outer.depth)
        else:
            yield float(value) if type(value) is Decimal else value


def _build(  # noqa: C901 - one loop, see below
    item: dict[str, Any] | list[Any], events: Iterator[Event], depth: int
) -> dict[str, Any] | list[Any]:
    """An item that has begun at this depth, to its end. Every event costs: hence one
    loop, and no calls."""
    most = MOST_DEPTH - depth
    if most < 1:
        raise NestedTooDeeply
    into: Any = item
    is_map = type(item) is dict
    key = ""
    above: list[tuple[Any, bool]] = []
    for event, value in events:
        if event == "map_key":
            key = value
            continue
        if event == "end_map" or event == "end_array":  # noqa: PLR1714 - faster
            if not above:
                return item
            into, is_map = above.pop()
            continue
        is_start = event == "start_map" or event == "start_array"  # noqa: PLR1714
        if is_start:
            value = {} if event == "start_map" else []  # noqa: PLW2901
        elif type(value) is Decimal:
            value = float(value)  # noqa: PLW2901
        if is_map:
            into[key] = value
        else:
            into.append(value)
        if is_start:
            above.append((into, is_map))
            if len(above) >= most:
                raise NestedTooDeeply
            into, is_map = value, event == "start_map"
    return item


class _Outer:
    """Where the reading stands outside of items: how deep, and on which way."""

    def __init__(self, paths: Collection[Sequence[str]]) -> None:
        self._paths = [list(path) for path in paths]
        [self._length] = {len(path) for path in paths}
        self._keys: list[str | None] = [None] * self._length
        self._is_inside = False
        self.depth = 0

    @property
    def is_at_item(self) -> bool:
        """Whether what begins now is an item of an array that is looked for."""
        return self._is_inside and self.depth == self._length + 1

    def read_key(self, key: str) -> None:
        """Goes on to another value of the object."""
        if 0 < self.depth <= self._length:
            self._keys[self.depth - 1] = key

    def enter(self, *, is_array: bool) -> None:
        """Goes into an object or an array. Raises NestedTooDeeply."""
        self.depth += 1
        if self.depth <= self._length:
            self._keys[self.depth - 1] = None
        if self.depth > MOST_DEPTH:
            raise NestedTooDeeply
        if self.depth == self._length + 1 and is_array:
            self._is_inside = self._keys in self._paths

    def leave(self) -> None:
        """Goes out of it again."""
        self.depth -= 1
        if self.depth <= self._length:
            self._is_inside = False

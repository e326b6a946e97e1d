"""The items of a JSON document one by one, from the events of a streaming parser.

The parser's own way to items keeps the path of each value as a text, which takes time
and memory without bound in a document that only nests."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

MOST_DEPTH = 50


class NestedTooDeeply(Exception):
    """The document is deeper than any post; read no further."""

    def __init__(self) -> None:
        super().__init__("The file is nested too deeply.")


def build_items(
    events: Iterable[tuple[str, Any]],
    *,
    paths: Collection[Sequence[str]] = ((),),
    on_passed: Callable[[], None] = lambda: None,
) -> Iterator[Any]:
    """The items of the document's array, or of the arrays at paths of its objects,
    which are equally long.

    `on_passed` is called for whatever lies outside of those that have a path. `events` as
    `ijson.basic_parse` gives them: with exact numbers, as one that no
    machine's integer holds would otherwise end the reading. Raises NestedTooDeeply."""
    reader = _ItemReader(paths)
    lies_deep = any(paths)
    for event, value in events:
        if lies_deep and not reader.is_building:
            on_passed()
        if event == "map_key":
            reader.read_key(value)
        elif event in {"end_map", "end_array"}:
            yield from reader.end_container()
        elif event == "start_map":
            reader.start_container({}, is_array=False)
        elif event == "start_array":
            reader.start_container([], is_array=True)
        else:
            yield from reader.read_value(value)


class _ItemReader:
    """Builds what lies in the arrays that are looked for; the rest is passed over."""

    def __init__(self, paths: Collection[Sequence[str]]) -> None:
        self._paths = [list(path) for path in paths]
        [self._length] = {len(path) for path in paths}
        self._array_depth = self._length + 1
        self._depth = 0
        self._outer_keys: list[str | None] = [None] * self._length
        self._is_inside = False
        self._open: list[dict[str, Any] | list[Any]] = []
        self._keys: list[str] = []

    @property
    def is_building(self) -> bool:
        """Whether it is within an item."""
        return bool(self._open)

    def read_key(self, key: str) -> None:
        if self._open:
            self._keys[-1] = key
        elif 0 < self._depth <= self._length:
            self._outer_keys[self._depth - 1] = key

    def read_value(self, value: Any) -> Iterator[Any]:
        if type(value) is Decimal:
            value = float(value)
        if self._open:
            self._attach(value)
        elif self._is_item():
            yield value

    def start_container(
        self, container: dict[str, Any] | list[Any], *, is_array: bool
    ) -> None:
        if self._open:
            self._attach(container)
        if self._open or self._is_item():
            self._open.append(container)
            self._keys.append("")
        self._depth += 1
        if self._depth <= self._length:
            self._outer_keys[self._depth - 1] = None
        if self._depth > MOST_DEPTH:
            raise NestedTooDeeply
        is_looked_for = self._outer_keys in self._paths
        if self._depth == self._array_depth and is_array and is_looked_for:
            self._is_inside = True

    def end_container(self) -> Iterator[Any]:
        self._depth -= 1
        if self._open:
            done = self._open.pop()
            self._keys.pop()
            if not self._open:
                yield done
        elif self._depth < self._array_depth:
            self._is_inside = False

    def _is_item(self) -> bool:
        return self._is_inside and self._depth == self._array_depth

    def _attach(self, value: Any) -> None:
        parent = self._open[-1]
        if isinstance(parent, dict):
            parent[self._keys[-1]] = value
        else:
            parent.append(value)

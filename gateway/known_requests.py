"""What came before, by its bytes: most clients say the same with each request, and many
ask the same again and again."""

from typing import Generic, TypeVar

from gateway.head import Head
from gateway.plan import Plan

_KNOWN = 4096
_LONGEST_KNOWN = 2048
_SEEN = 16_384

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """What was worked out of bytes; only of such as came twice, and not of long ones.

    Full, it begins anew: whoever comes often is back at once."""

    def __init__(self) -> None:
        self._values: dict[bytes, Value] = {}
        self._seen: set[int] = set()
        self.find = self._values.get

    def add(self, data: bytes, value: Value) -> None:
        """Remembers one, from its second time on."""
        if len(data) > _LONGEST_KNOWN:
            return
        mark = hash(data)
        if mark not in self._seen:
            if len(self._seen) >= _SEEN:
                self._seen.clear()
            self._seen.add(mark)
            return
        if len(self._values) >= _KNOWN:
            self._values.clear()
        self._values[data] = value


class KnownRequests:
    """Plans of whole requests, and heads by what follows the first line of one.

    Only of bytes that the parser has read as one request without a body, whose
    connection is kept."""

    def __init__(self) -> None:
        self.plans: Memory[Plan] = Memory()
        self.heads: Memory[Head] = Memory()

"""Ends the waits whose time is over: one look at all of them, not a timer for each."""

import asyncio
from typing import Protocol

TICK_SECONDS = 0.2
NEVER = float("inf")


class Waits(Protocol):
    """Somebody who waits until `deadline`, but no longer."""

    deadline: float

    def expire(self) -> None:
        """The time is over."""
        ...


class Watch:
    """All who may wait. Their time is over at most two ticks after its end."""

    def __init__(self) -> None:
        self._all: set[Waits] = set()
        self.now = 0.0
        """Of a clock that is read only at each tick, for it is asked several times for
        each request; so no wait ends too early, but for a tick."""
        self.add = self._all.add
        self.discard = self._all.discard

    def after(self, seconds: float) -> float:
        """The deadline of a wait that begins now."""
        return self.now + TICK_SECONDS + seconds

    async def run(self) -> None:
        """Looks until it is cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            self.look(loop.time())
            await asyncio.sleep(TICK_SECONDS)

    def look(self, now: float) -> None:
        """Tells those whose time is over."""
        self.now = now
        for one in [one for one in self._all if one.deadline <= now]:
            one.deadline = NEVER
            one.expire()

"""How many may ask a service at once, so that one which hangs takes nothing from the
others: neither connections nor memory."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from gateway.line import LineNotOpened
from libs.common.circuit import Circuit


class TooMany(LineNotOpened):
    """The service has as much to do as it is given; the request has reached nobody."""


class CircuitOpen(LineNotOpened):
    """The service did not answer the last ones; the request has reached nobody."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of one service: requests that wait for its answer, those that wait for their
    turn and how long, and answers or bodies that are on their way."""

    asking: int = 256
    waiting: int = 1024
    wait_seconds: float = 5.0
    apart: int = 20_000


class Turn:
    """One request's, until it is over.

    What takes long by its nature (an event stream, a large file, an upload) is set
    apart: it counts by itself and keeps nobody waiting."""

    __slots__ = ("_is_apart", "_is_judged", "_turns")

    def __init__(self, turns: "Turns") -> None:
        self._turns = turns
        self._is_apart = False
        self._is_judged = False

    def set_apart(self) -> None:
        """Makes room for the next one. Raises TooMany."""
        if self._is_apart:
            return
        if self._turns.apart >= self._turns.bounds.apart:
            raise TooMany
        self._is_apart = True
        self._turns.apart += 1
        self._turns.free_one()

    def succeed(self) -> None:
        """The service has begun to answer."""
        self._is_judged = True
        circuit = self._turns.circuit
        if circuit.failures:
            circuit.succeed()

    def fail(self) -> None:
        """It has not, and will not."""
        if not self._is_judged:
            self._is_judged = True
            self._turns.circuit.fail()

    def end(self) -> None:
        """It is over."""
        if not self._is_judged:
            self._turns.circuit.let_go()
        if self._is_apart:
            self._turns.apart -= 1
        else:
            self._turns.free_one()


class Turns:
    """Those of one service."""

    def __init__(self, bounds: Bounds, monotonic: Callable[[], float]) -> None:
        self.bounds = bounds
        self.circuit = Circuit(monotonic)
        self.asking = 0
        self.apart = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    def take_now(self) -> Turn | None:
        """A turn; None if one has to be waited for. Raises CircuitOpen."""
        if self.asking >= self.bounds.asking:
            return None
        self.asking += 1
        return self._admit()

    async def take(self) -> Turn:
        """A turn, as soon as there is one. Raises CircuitOpen, TooMany."""
        if turn := self.take_now():
            return turn
        await self._wait()
        return self._admit()

    def free_one(self) -> None:
        """One more may ask: whoever has waited longest."""
        while self._waiting:
            first = self._waiting.popleft()
            if not first.done():
                first.set_result(None)
                return
        self.asking -= 1

    def _admit(self) -> Turn:
        circuit = self.circuit
        if circuit.failures and not circuit.admit():
            self.free_one()
            raise CircuitOpen
        return Turn(self)

    async def _wait(self) -> None:
        if self.circuit.is_open:
            raise CircuitOpen
        if len(self._waiting) >= self.bounds.waiting:
            raise TooMany
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            async with asyncio.timeout(self.bounds.wait_seconds):
                await place
        except BaseException as error:
            if place in self._waiting:
                self._waiting.remove(place)
            elif place.done() and not place.cancelled():
                self.free_one()  # given to one who has just left
            if isinstance(error, TimeoutError):
                raise TooMany from None
            raise

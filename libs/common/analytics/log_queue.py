"""Entries of a log on their way to analytics: batches from memory, best effort.

Whoever adds one only ever appends to a bounded queue. What does not fit, or cannot be
delivered, is lost and counted."""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from libs.common.tasks import end_tasks

log = structlog.get_logger()

Entry = TypeVar("Entry")
Deliver = Callable[[list[Entry]], Awaitable[object]]

BATCH_SIZE = 200
FLUSH_SECONDS = 1.0
CAPACITY = 5_000
_LAST_FLUSH_SECONDS = 1.0

is_delivering: ContextVar[bool] = ContextVar("is_delivering", default=False)
"""Set while entries are delivered or taken in: what is logged there would become an
entry, whose delivery would log again."""


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """Entries waiting now; sent and lost since the process started."""

    waiting: int
    sent: int
    lost: int


class LogQueue(Generic[Entry]):
    """A queue of at most `capacity` entries, and the loop that sends them.

    `name` is the log's: `access`, `app`, ..."""

    def __init__(
        self,
        name: str,
        deliver: Deliver[Entry],
        *,
        batch_size: int = BATCH_SIZE,
        capacity: int = CAPACITY,
        flush_seconds: float = FLUSH_SECONDS,
    ) -> None:
        self.name = name
        self._deliver_batch = deliver
        self._batch_size = batch_size
        self._capacity = capacity
        self._flush_seconds = flush_seconds
        self._waiting: deque[Entry] = deque()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._batch_is_full = asyncio.Event()
        self._is_failing = False
        self._sent = 0
        self._lost = 0

    @property
    def figures(self) -> QueueFigures:
        """For the health page and the metrics."""
        return QueueFigures(len(self._waiting), self._sent, self._lost)

    def add(self, entry: Entry) -> None:
        """Takes the entry in, or counts it as lost; never waits, never raises.

        May be called in any thread."""
        if threading.get_ident() != self._thread:
            with suppress(RuntimeError):  # the loop is closed: nothing is sent any more
                self._loop.call_soon_threadsafe(self.add, entry)
            return
        if len(self._waiting) >= self._capacity:
            self._lost += 1
            return
        self._waiting.append(entry)
        if len(self._waiting) >= self._batch_size:
            self._batch_is_full.set()

    async def run(self) -> None:
        """Sends what waits, every second or once a batch is full, until cancelled."""
        is_delivering.set(True)
        while True:
            is_full = False
            with suppress(TimeoutError):
                async with asyncio.timeout(self._flush_seconds):
                    is_full = await self._batch_is_full.wait()
            self._batch_is_full.clear()
            # What is left over by a full batch goes with the next one.
            whole = len(self._waiting) // self._batch_size * self._batch_size
            await self._send(whole if is_full else len(self._waiting))

    async def flush(self) -> None:
        """Sends all that waits now, but gives up at the first batch that fails.

        Not what comes meanwhile: under load that would be a batch for every few."""
        await self._send(len(self._waiting))

    async def _send(self, left: int) -> None:
        while left:
            size = min(self._batch_size, left)
            left -= size
            batch = [self._waiting.popleft() for _ in range(size)]
            delivered = False
            try:
                delivered = await self._deliver(batch)
            finally:  # also when the process stops in the middle of it
                self._sent += size if delivered else 0
                self._lost += 0 if delivered else size
            if not delivered:
                return

    async def _deliver(self, batch: list[Entry]) -> bool:
        try:
            await self._deliver_batch(batch)
        except Exception as error:
            # Nothing that goes wrong here may end the loop; said once, until it works.
            if not self._is_failing:
                log.warning("log_not_delivered", log=self.name, error=repr(error))
            self._is_failing = True
            return False
        if self._is_failing:
            log.info("log_delivered_again", log=self.name, lost=self._lost)
        self._is_failing = False
        return True


@asynccontextmanager
async def keep_log_queue(
    name: str, deliver: Deliver[Entry], *, batch_size: int = BATCH_SIZE
) -> AsyncIterator[LogQueue[Entry]]:
    """A queue that is sent until the end, where it gets one more second."""
    queue = LogQueue(name, deliver, batch_size=batch_size)
    sending = asyncio.create_task(queue.run())
    try:
        yield queue
    finally:
        await end_tasks(sending)
        token = is_delivering.set(True)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_FLUSH_SECONDS):
                await queue.flush()
        is_delivering.reset(token)

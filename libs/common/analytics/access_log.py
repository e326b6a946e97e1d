"""The access log on its way to analytics: batches from memory, best effort.

A request only ever appends to a bounded queue. What does not fit, or cannot be
delivered, is lost and counted."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import structlog

from libs.common.contracts.analytics import AccessLogEntry, StoreAccessLogs
from libs.common.internal.analytics import AnalyticsClient
from libs.common.tasks import end_tasks

log = structlog.get_logger()

BATCH_SIZE = 200
FLUSH_SECONDS = 1.0
CAPACITY = 5_000
_LAST_FLUSH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class AccessLogFigures:
    """Entries waiting now; sent and lost since the process started."""

    waiting: int
    sent: int
    lost: int


class AccessLog:
    """A queue of at most `capacity` entries, and the loop that sends them."""

    def __init__(
        self,
        analytics: AnalyticsClient,
        *,
        capacity: int = CAPACITY,
        flush_seconds: float = FLUSH_SECONDS,
    ) -> None:
        self._analytics = analytics
        self._capacity = capacity
        self._flush_seconds = flush_seconds
        self._waiting: deque[AccessLogEntry] = deque()
        self._batch_is_full = asyncio.Event()
        self._is_failing = False
        self._sent = 0
        self._lost = 0

    @property
    def figures(self) -> AccessLogFigures:
        """For the health page."""
        return AccessLogFigures(len(self._waiting), self._sent, self._lost)

    def add(self, entry: AccessLogEntry) -> None:
        """Takes the entry in, or counts it as lost; never waits, never raises."""
        if len(self._waiting) >= self._capacity:
            self._lost += 1
            return
        self._waiting.append(entry)
        if len(self._waiting) >= BATCH_SIZE:
            self._batch_is_full.set()

    async def run(self) -> None:
        """Sends what waits, every second or 200 entries, until cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._flush_seconds):
                    await self._batch_is_full.wait()
            self._batch_is_full.clear()
            await self.flush()

    async def flush(self) -> None:
        """Sends all that waits, but gives up at the first batch that fails."""
        while self._waiting:
            size = min(BATCH_SIZE, len(self._waiting))
            batch = [self._waiting.popleft() for _ in range(size)]
            delivered = False
            try:
                delivered = await self._deliver(batch)
            finally:  # also when the process stops in the middle of it
                self._sent += size if delivered else 0
                self._lost += 0 if delivered else size
            if not delivered:
                return

    async def _deliver(self, batch: list[AccessLogEntry]) -> bool:
        try:
            await self._analytics.store_access_logs(StoreAccessLogs(entries=batch))
        except Exception as error:
            # Nothing that goes wrong here may end the loop; said once, until it works.
            if not self._is_failing:
                log.warning("access_log_not_delivered", error=repr(error))
            self._is_failing = True
            return False
        if self._is_failing:
            log.info("access_log_delivered_again", lost=self._lost)
        self._is_failing = False
        return True


@asynccontextmanager
async def keep_access_log(analytics: AnalyticsClient) -> AsyncIterator[AccessLog]:
    """An access log that is sent until the end, where it gets one more second."""
    access_log = AccessLog(analytics)
    sending = asyncio.create_task(access_log.run())
    try:
        yield access_log
    finally:
        await end_tasks(sending)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_FLUSH_SECONDS):
                await access_log.flush()

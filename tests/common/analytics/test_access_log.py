"""The queue of the access log: bounded, batched, best effort."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from libs.common.analytics.access_log import AccessLog, keep_access_log
from libs.common.contracts.analytics import (
    AccessLogEntry,
    AccessLogsStored,
    StoreAccessLogs,
)
from libs.common.errors import UpstreamUnavailable
from libs.common.ids import new_id
from libs.common.internal.analytics import AnalyticsClient


class RecordedAnalytics(AnalyticsClient):
    """Remembers the sizes of batches; refuses them while `is_down`."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.is_down = False
        self.answers = asyncio.Event()
        self.answers.set()

    async def store_access_logs(self, batch: StoreAccessLogs) -> AccessLogsStored:
        """Counts the batch, when `answers` is set."""
        await self.answers.wait()
        if self.is_down:
            raise UpstreamUnavailable
        self.sizes.append(len(batch.entries))
        return AccessLogsStored(stored=len(batch.entries))


def entry() -> AccessLogEntry:
    """An entry like another."""
    return AccessLogEntry(
        id=new_id(),
        at=datetime.now(UTC),
        endpoint="/",
        method="GET",
        status_code=200,
        response_time_ms=1,
    )


def fill(access_log: AccessLog, entries: int) -> None:
    """Adds so many entries."""
    for _ in range(entries):
        access_log.add(entry())


async def until(condition: Callable[[], bool]) -> None:
    """Waits until the condition holds, at most 5 s."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


class TestFlush:
    async def test_all_goes_in_batches_of_two_hundred(self) -> None:
        analytics = RecordedAnalytics()
        access_log = AccessLog(analytics)
        fill(access_log, 450)
        await access_log.flush()
        assert analytics.sizes == [200, 200, 50]
        figures = access_log.figures
        assert (figures.waiting, figures.sent, figures.lost) == (0, 450, 0)

    async def test_loss_is_counted_while_analytics_is_down(self) -> None:
        analytics = RecordedAnalytics()
        analytics.is_down = True
        access_log = AccessLog(analytics)
        fill(access_log, 250)
        await access_log.flush()
        figures = access_log.figures
        assert (figures.waiting, figures.sent, figures.lost) == (50, 0, 200)
        analytics.is_down = False
        await access_log.flush()
        figures = access_log.figures
        assert (figures.waiting, figures.sent, figures.lost) == (0, 50, 200)

    async def test_what_does_not_fit_is_counted(self) -> None:
        access_log = AccessLog(RecordedAnalytics(), capacity=10)
        fill(access_log, 25)
        figures = access_log.figures
        assert (figures.waiting, figures.lost) == (10, 15)


class TestKeepAccessLog:
    async def test_full_batch_goes_at_once_and_the_rest_in_a_second(self) -> None:
        analytics = RecordedAnalytics()
        loop = asyncio.get_running_loop()
        async with keep_access_log(analytics) as access_log:
            await asyncio.sleep(0)
            started = loop.time()
            fill(access_log, 200)
            await until(lambda: analytics.sizes == [200])
            assert loop.time() - started < 0.5
            fill(access_log, 1)
            await until(lambda: analytics.sizes == [200, 1])
            assert 0.5 < loop.time() - started < 3

    async def test_last_entries_go_at_the_end(self) -> None:
        analytics = RecordedAnalytics()
        async with keep_access_log(analytics) as access_log:
            fill(access_log, 3)
        assert analytics.sizes == [3]

    async def test_end_does_not_wait_for_silent_analytics(self) -> None:
        analytics = RecordedAnalytics()
        analytics.answers.clear()
        async with asyncio.timeout(5):
            async with keep_access_log(analytics) as access_log:
                fill(access_log, 300)
                await until(lambda: access_log.figures.waiting == 100)
        figures = access_log.figures
        assert (figures.waiting, figures.sent, figures.lost) == (0, 0, 300)

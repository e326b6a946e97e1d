"""The queue of a log: bounded, batched, best effort."""

import asyncio
from collections.abc import Callable

from libs.common.analytics.log_queue import LogQueue, keep_log_queue
from libs.common.errors import UpstreamUnavailable


class RecordedAnalytics:
    """Remembers the sizes of batches; refuses them while `is_down`."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.is_down = False
        self.answers = asyncio.Event()
        self.answers.set()

    async def store(self, batch: list[int]) -> None:
        """Counts the batch, when `answers` is set."""
        await self.answers.wait()
        if self.is_down:
            raise UpstreamUnavailable
        self.sizes.append(len(batch))


def fill(queue: LogQueue[int], entries: int) -> None:
    """Adds so many entries."""
    for number in range(entries):
        queue.add(number)


async def until(condition: Callable[[], bool]) -> None:
    """Waits until the condition holds, at most 5 s."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


class TestFlush:
    async def test_all_goes_in_batches_of_two_hundred(self) -> None:
        analytics = RecordedAnalytics()
        queue = LogQueue("sample", analytics.store)
        fill(queue, 450)
        await queue.flush()
        assert analytics.sizes == [200, 200, 50]
        figures = queue.figures
        assert (figures.waiting, figures.sent, figures.lost) == (0, 450, 0)

    async def test_what_comes_while_a_batch_is_sent_waits_for_the_next(self) -> None:
        analytics = RecordedAnalytics()

        async def store(batch: list[int]) -> None:
            fill(queue, 3)
            await analytics.store(batch)

        queue = LogQueue("sample", store)
        fill(queue, 450)
        await queue.flush()

        assert analytics.sizes == [200, 200, 50]
        assert queue.figures.waiting == 9

    async def test_loss_is_counted_while_analytics_is_down(self) -> None:
        analytics = RecordedAnalytics()
        analytics.is_down = True
        queue = LogQueue("sample", analytics.store)
        fill(queue, 250)
        await queue.flush()
        figures = queue.figures
        assert (figures.waiting, figures.sent, figures.lost) == (50, 0, 200)
        analytics.is_down = False
        await queue.flush()
        figures = queue.figures
        assert (figures.waiting, figures.sent, figures.lost) == (0, 50, 200)

    async def test_what_does_not_fit_is_counted(self) -> None:
        queue = LogQueue("sample", RecordedAnalytics().store, capacity=10)
        fill(queue, 25)
        figures = queue.figures
        assert (figures.waiting, figures.lost) == (10, 15)

    async def test_entries_of_other_threads_are_taken_in(self) -> None:
        analytics = RecordedAnalytics()
        queue = LogQueue("sample", analytics.store, capacity=50)
        await asyncio.to_thread(fill, queue, 60)
        await asyncio.sleep(0)
        figures = queue.figures
        assert (figures.waiting, figures.lost) == (50, 10)


class TestKeepLogQueue:
    async def test_full_batch_goes_at_once_and_the_rest_in_a_second(self) -> None:
        analytics = RecordedAnalytics()
        loop = asyncio.get_running_loop()
        async with keep_log_queue("sample", analytics.store) as queue:
            await asyncio.sleep(0)
            started = loop.time()
            fill(queue, 200)
            await until(lambda: analytics.sizes == [200])
            assert loop.time() - started < 0.5
            fill(queue, 1)
            await until(lambda: analytics.sizes == [200, 1])
            assert 0.5 < loop.time() - started < 3

    async def test_last_entries_go_at_the_end(self) -> None:
        analytics = RecordedAnalytics()
        async with keep_log_queue("sample", analytics.store) as queue:
            fill(queue, 3)
        assert analytics.sizes == [3]

    async def test_end_does_not_wait_for_silent_analytics(self) -> None:
        analytics = RecordedAnalytics()
        analytics.answers.clear()
        async with asyncio.timeout(5):
            async with keep_log_queue("sample", analytics.store) as queue:
                fill(queue, 300)
                await until(lambda: queue.figures.waiting == 100)
        figures = queue.figures
        assert (figures.waiting, figures.sent, figures.lost) == (0, 0, 300)

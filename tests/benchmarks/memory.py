"""What processes take of the machine's memory, in bytes."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

import psutil  # type: ignore[import-untyped]

from libs.common.tasks import end_tasks

_EVERY_SECONDS = 0.05


def measure_pss(pids: Iterable[int]) -> int:
    """Proportional set size: what is shared counts once, divided by its sharers."""
    total = 0
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            total += psutil.Process(pid).memory_full_info().pss
    return total


def list_tree(pid: int) -> list[int]:
    """The process and all below it."""
    root = psutil.Process(pid)
    return [pid, *(child.pid for child in root.children(recursive=True))]


class Peak:
    """The most that was seen so far."""

    bytes = 0


@asynccontextmanager
async def watch_peak(pid: int) -> AsyncIterator[Peak]:
    """The resident memory of a process, looked at 20 times a second."""
    process, peak = psutil.Process(pid), Peak()

    async def watch() -> None:
        while True:
            peak.bytes = max(peak.bytes, process.memory_info().rss)
            await asyncio.sleep(_EVERY_SECONDS)

    task = asyncio.create_task(watch())
    try:
        yield peak
    finally:
        await end_tasks(task)

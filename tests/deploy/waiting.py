"""Waiting for what other processes do."""

import asyncio
from collections.abc import Callable

import psutil  # type: ignore[import-untyped]


def is_running(pid: int) -> bool:
    """Whether a process lives; a zombie that nobody asked about does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


async def wait_until(condition: Callable[[], object], seconds: float = 10) -> None:
    """Raises TimeoutError if `condition` does not come true in time."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)

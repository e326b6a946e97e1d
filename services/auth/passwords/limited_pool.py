"""Work of the processor, off the event loop, in a pool that a flood cannot widen."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from services.auth.accounts.errors import TooManySignIns

Result = TypeVar("Result")


class LimitedPool:
    """Runs at most `threads` at one time. When `queue` more wait, TooManySignIns."""

    def __init__(self, name: str, *, threads: int, queue: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._room = threads + queue
        self._under_way = 0

    async def run(self, work: Callable[[], Result]) -> Result:
        """What `work` returns. Raises TooManySignIns."""
        if self._under_way >= self._room:
            raise TooManySignIns(headers={"Retry-After": "2"})
        self._under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._under_way -= 1

    async def close(self) -> None:
        """Waits for what runs; what waits is dropped."""
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)

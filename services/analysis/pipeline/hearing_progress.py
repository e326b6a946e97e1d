"""What somebody who waits is told while a post is listened to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from libs.common.jobs.answers import NoteProgress
from libs.common.tasks import end_tasks

_STEP_PERCENT = 10


@asynccontextmanager
async def tell_by_tenths(
    tell: Callable[[int], Awaitable[None]],
) -> AsyncIterator[NoteProgress]:
    """A function to be told the progress, 0 to 1: each tenth is told on, once, in
    percent. What goes wrong with that harms nobody."""
    reached: asyncio.Queue[int] = asyncio.Queue()
    newest = 0

    def note(done_ratio: float) -> None:
        nonlocal newest
        percent = int(done_ratio * 100) // _STEP_PERCENT * _STEP_PERCENT
        if percent > newest:
            newest = percent
            reached.put_nowait(percent)

    async def pass_on() -> None:
        while True:
            await tell(await reached.get())

    passing = asyncio.create_task(pass_on())
    try:
        yield note
    finally:
        await end_tasks(passing)

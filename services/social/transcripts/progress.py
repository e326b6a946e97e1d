"""Tells whoever waits for a job how far it is, at most once a second."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from libs.common.jobs.answers import NoteProgress
from libs.common.jobs.handlers import Job
from libs.common.tasks import end_tasks

_PAUSE_SECONDS = 1.0


@asynccontextmanager
async def tell_progress(job: Job) -> AsyncIterator[NoteProgress]:
    """A function that any thread may tell the progress, 0 to 1."""
    loop = asyncio.get_running_loop()
    newest = 0.0
    is_news = asyncio.Event()

    def note(done_ratio: float) -> None:
        nonlocal newest
        newest = done_ratio
        loop.call_soon_threadsafe(is_news.set)

    async def tell() -> None:
        while True:
            await is_news.wait()
            is_news.clear()
            await job.tell_progress(newest)
            await asyncio.sleep(_PAUSE_SECONDS)

    telling = asyncio.create_task(tell())
    try:
        yield note
    finally:
        await end_tasks(telling)

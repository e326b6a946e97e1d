"""Work that must not run in the event loop, and must not be left behind by it."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

Result = TypeVar("Result")
ShouldStop = Callable[[], bool]


class Stopped(Exception):
    """The work saw that it is no longer wanted."""


async def run_in_thread(work: Callable[[ShouldStop], Result]) -> Result:
    """What the work gives back. Whoever is cancelled waits until it has stopped.

    It asks often whether it should, and then raises Stopped. To go on without it would
    close a file under a decoder that reads it, which ends the whole process."""
    stop = threading.Event()
    running = asyncio.ensure_future(asyncio.to_thread(work, stop.is_set))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        stop.set()
        while not running.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({running})
        if not running.cancelled():
            running.exception()  # looked at, so that nobody is told of it
        raise

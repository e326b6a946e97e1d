"""Ending asyncio tasks for certain."""

import asyncio
from collections.abc import Iterable
from typing import Any

_ASK_AGAIN_SECONDS = 0.5


async def end_tasks(*tasks: "asyncio.Task[Any]") -> None:
    """Cancels the tasks and waits until they have ended; their errors are dropped.

    Asks again until each has: before Python 3.12 a cancellation can be swallowed by
    `wait_for`, which database drivers use, when it meets the end of a wait."""
    pending = {task for task in tasks if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=_ASK_AGAIN_SECONDS)
    _forget_errors(tasks)


def _forget_errors(tasks: "Iterable[asyncio.Task[Any]]") -> None:
    for task in tasks:
        if not task.cancelled():
            task.exception()

"""Several things at once, a bounded number of them."""

import asyncio
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from libs.common.tasks import end_tasks

Result = TypeVar("Result")


async def run_side_by_side(
    work: Iterable[Coroutine[Any, Any, Result]], *, at_once: int
) -> list[Result]:
    """The results in order. The first error ends all of it, and is raised as it is.

    (A TaskGroup would wrap it, and hide from the worker that a connection was lost.)"""
    places = asyncio.Semaphore(at_once)

    async def run(one: Coroutine[Any, Any, Result]) -> Result:
        async with places:
            return await one

    coroutines = list(work)
    tasks = [asyncio.create_task(run(one)) for one in coroutines]
    try:
        return await asyncio.gather(*tasks)
    finally:
        await end_tasks(*tasks)
        for coroutine in coroutines:
            coroutine.close()


def cut(things: Sequence[Result], size: int) -> Iterator[Sequence[Result]]:
    """The things in their order, at most `size` at a time."""
    for start in range(0, len(things), size):
        yield things[start : start + size]

"""One question for all who have it at the same moment."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

from libs.common.tasks import end_tasks

Key = TypeVar("Key")
Answer = TypeVar("Answer")


class SingleFlight(Generic[Key, Answer]):
    """Asks by `ask`, once for each key at a time."""

    def __init__(self, ask: Callable[[Key], Coroutine[Any, Any, Answer]]) -> None:
        self._ask = ask
        self._tasks: dict[Key, asyncio.Task[Answer]] = {}

    def start(self, key: Key) -> "asyncio.Task[Answer]":
        """The question about the key that is under way, begun now if there is none."""
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.create_task(self._ask(key))
            task.add_done_callback(lambda done: self._end(key, done))
        return task

    async def wait(self, key: Key) -> Answer:
        """The answer. Raises what `ask` does."""
        # Who leaves must not take the answer from the others.
        return await asyncio.shield(self.start(key))

    async def close(self) -> None:
        """Ends what is being asked."""
        await end_tasks(*self._tasks.values())

    def _end(self, key: Key, done: "asyncio.Task[Answer]") -> None:
        self._tasks.pop(key, None)
        if not done.cancelled():
            done.exception()  # all who waited for it may have left

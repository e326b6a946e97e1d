"""Wakes the streams of this process when a request they watch has moved."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from redis.exceptions import RedisError

from libs.common.jobs.dispatch import Dispatcher
from libs.common.tasks import end_tasks
from services.analysis.requests.recorder import STATUS_CHANNEL

_RECONNECT_SECONDS = 0.5


class StatusHub:
    """One Redis subscription for all streams; a lost word is made up for by polls."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._watchers: dict[UUID, set[asyncio.Event]] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to listen."""
        self._task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """Ends listening."""
        if self._task:
            await end_tasks(self._task)

    @contextmanager
    def watch(self, request_id: UUID) -> Iterator[asyncio.Event]:
        """An event that is set when the request has moved; clear it before reading."""
        event = asyncio.Event()
        self._watchers.setdefault(request_id, set()).add(event)
        try:
            yield event
        finally:
            watchers = self._watchers[request_id]
            watchers.discard(event)
            if not watchers:
                del self._watchers[request_id]

    async def _listen(self) -> None:
        while True:
            try:
                async with self._dispatcher.listen(STATUS_CHANNEL) as payloads:
                    async for payload in payloads:
                        for event in self._watchers.get(UUID(payload), ()):
                            event.set()
            except (RedisError, OSError):
                await asyncio.sleep(_RECONNECT_SECONDS)

"""How long the gateway waits: until time is up, the client goes, or it has to stop."""

import asyncio
from types import TracebackType
from typing import Self

from gateway.asgi import Receive
from gateway.errors import ClientGone, StreamsEnded
from gateway.request_body import RequestBody

# Most answers are there before that; only slower ones pay for the watch.
_WATCH_AFTER_SECONDS = 0.1


class Departure:
    """Ends the wait of the task inside it when the client goes (raises ClientGone)
    or `stop` is called (raises StreamsEnded)."""

    def __init__(self, receive: Receive, body: RequestBody) -> None:
        self._receive = receive
        self._body = body
        self._task: asyncio.Task[object] | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._reason: type[Exception] | None = None
        self.is_over = False

    async def __aenter__(self) -> Self:
        self._task = asyncio.current_task()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_WATCH_AFTER_SECONDS, self._start_watching)
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.is_over = True
        if self._timer:
            self._timer.cancel()
        if self._watcher:
            self._watcher.cancel()
        is_ours = self._reason is not None and error_type is asyncio.CancelledError
        if is_ours and self._reason and self._task and self._task.uncancel() == 0:
            raise self._reason from None

    def stop(self) -> None:
        """Ends the wait because the gateway stops."""
        self._end(StreamsEnded)

    def _start_watching(self) -> None:
        self._watcher = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        await self._body.complete.wait()
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._end(ClientGone)

    def _end(self, reason: type[Exception]) -> None:
        if self._task and not self.is_over and self._reason is None:
            self._reason = reason
            self._task.cancel()

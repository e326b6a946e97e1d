"""The progress of a request as server-sent events, from any place on."""

from collections.abc import AsyncIterator
from uuid import UUID

from services.analysis.events.hub import StatusHub, Watcher
from services.analysis.events.rendering import KEEP_ALIVE

_KEEP_ALIVE_SECONDS = 15.0


class ProgressStream:
    """What one reader is told."""

    __slots__ = ("_after_seq", "_has_left", "_hub", "_request_id", "_watcher")

    def __init__(self, hub: StatusHub, request_id: UUID, after_seq: int) -> None:
        self._hub = hub
        self._request_id = request_id
        self._after_seq = after_seq
        self._watcher: Watcher | None = None
        self._has_left = False

    async def events(self) -> AsyncIterator[bytes]:
        """Status rows after `after_seq`, then each as it commits, then `end`.

        Rows that commit close to each other come in one piece."""
        with self._hub.watch(self._request_id, self._after_seq) as watcher:
            self._watcher = watcher
            while not self._has_left:
                events = await watcher.next(_KEEP_ALIVE_SECONDS)
                yield b"".join(event.content for event in events) or KEEP_ALIVE
                if events and events[-1].is_end:
                    return

    def leave(self) -> None:
        """The reader is gone: `events` comes to its end."""
        self._has_left = True
        if self._watcher:
            self._watcher.wake()

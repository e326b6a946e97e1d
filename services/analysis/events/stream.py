"""The progress of a request as server-sent events, from any place on."""

from collections.abc import AsyncIterator
from uuid import UUID

from services.analysis.events.hub import StatusHub
from services.analysis.events.rendering import KEEP_ALIVE

_KEEP_ALIVE_SECONDS = 15.0


async def stream_statuses(
    hub: StatusHub, request_id: UUID, after_seq: int
) -> AsyncIterator[bytes]:
    """Status rows after `after_seq`, then each as it commits, then `end`.

    Rows that commit close to each other come in one piece."""
    with hub.watch(request_id, after_seq) as watcher:
        while True:
            events = await watcher.next(_KEEP_ALIVE_SECONDS)
            yield b"".join(event.content for event in events) or KEEP_ALIVE
            if events and events[-1].is_end:
                return

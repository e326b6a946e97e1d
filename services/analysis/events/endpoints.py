"""The route of the progress stream."""

import asyncio
from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from libs.common.dependencies import CurrentResources
from libs.common.errors import NotAuthenticated
from libs.common.schemas import error_responses
from libs.common.tasks import end_tasks
from services.analysis.deps import Reader
from services.analysis.events.stream import ProgressStream
from services.analysis.requests.errors import AnalysisRequestNotFound
from services.analysis.requests.repository import RequestRepository
from services.analysis.resources import WebResources

router = APIRouter(prefix="/api/v1/analysis", tags=["analysis"])

LastEventId = Annotated[
    int,
    Header(alias="Last-Event-ID", ge=0, le=2**31, description="Replay what came after"),
]


class EventStream(StreamingResponse):
    """An event stream that no proxy may hold back or change.

    One task looks for its reader's leaving; the framework's own way takes two, and
    much of the memory of a stream."""

    media_type = "text/event-stream"

    def __init__(self, stream: ProgressStream, status_code: int = 200) -> None:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(stream.events(), status_code, headers)
        self._leave = stream.leave

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Sends events until they end, or the reader goes."""
        watching = asyncio.create_task(self._watch(receive))
        try:
            await self.stream_response(send)
        finally:
            await end_tasks(watching)

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._leave()


@router.get(
    "/requests/{request_id}/events",
    response_class=EventStream,
    responses=error_responses(NotAuthenticated, AnalysisRequestNotFound),
)
async def stream_events(
    request_id: UUID,
    caller: Reader,
    resources: CurrentResources,
    last_event_id: LastEventId = 0,
) -> EventStream:
    """Follow an analysis: `status` events (ids count from 1), then one `end`.

    After a lost connection send `Last-Event-ID`; nothing is left out or repeated."""
    held = cast("WebResources", resources)
    async with held.database.read() as session:
        await RequestRepository(session).get(caller.owner_id, request_id)
    return EventStream(ProgressStream(held.hub, request_id, last_event_id))

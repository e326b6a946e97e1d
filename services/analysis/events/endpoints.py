"""The route of the progress stream."""

from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse

from libs.common.dependencies import CurrentResources
from libs.common.errors import NotAuthenticated
from libs.common.schemas import error_responses
from services.analysis.deps import Reader
from services.analysis.events.stream import stream_statuses
from services.analysis.requests.errors import AnalysisRequestNotFound
from services.analysis.requests.repository import RequestRepository
from services.analysis.resources import WebResources

router = APIRouter(prefix="/api/v1/analysis", tags=["analysis"])

LastEventId = Annotated[
    int,
    Header(alias="Last-Event-ID", ge=0, le=2**31, description="Replay what came after"),
]


class EventStream(StreamingResponse):
    """An event stream that no proxy may hold back or change."""

    media_type = "text/event-stream"


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
    return EventStream(
        stream_statuses(held.hub, request_id, last_event_id),
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )

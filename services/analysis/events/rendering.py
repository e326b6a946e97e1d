"""Server-sent events, as bytes. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

import orjson

from services.analysis.requests.models import AnalysisStatusHistory
from services.analysis.requests.schemas import StatusRead
from services.analysis.requests.states import OPEN_STATUSES, RequestStatus

KEEP_ALIVE = b": keep-alive\n\n"


class ProgressEvent(NamedTuple):
    """One event; `is_end` is the last of its stream."""

    seq: int
    content: bytes
    is_end: bool


def render_progress(
    rows: Sequence[AnalysisStatusHistory], status: RequestStatus, after_seq: int
) -> list[ProgressEvent]:
    """The rows as events, and the end where the request has come to one."""
    events = [render_status(row) for row in rows]
    if status not in OPEN_STATUSES:
        last_seq = events[-1].seq if events else after_seq
        body = {"status": status, "last_seq": last_seq}
        content = _render_event("end", body, last_seq)
        events.append(ProgressEvent(last_seq, content, is_end=True))
    return events


def render_status(row: AnalysisStatusHistory) -> ProgressEvent:
    """One status row as an event whose id is its `seq`."""
    body = StatusRead.model_validate(row).model_dump(mode="json")
    return ProgressEvent(row.seq, _render_event("status", body, row.seq), is_end=False)


def _render_event(name: str, body: object, event_id: int) -> bytes:
    """JSON has no line breaks, so one data line is enough."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (
        event_id,
        name.encode(),
        orjson.dumps(body),
    )

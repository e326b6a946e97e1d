"""The progress of a request as server-sent events, from any place on."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from uuid import UUID

import orjson
import structlog
from sqlalchemy.exc import SQLAlchemyError

from libs.common.db.session import Database
from services.analysis.events.hub import StatusHub
from services.analysis.requests.models import AnalysisStatusHistory
from services.analysis.requests.repository import RequestRepository
from services.analysis.requests.schemas import StatusRead
from services.analysis.requests.states import OPEN_STATUSES, RequestStatus

log = structlog.get_logger()

_POLL_SECONDS = 2.0
_KEEP_ALIVE_SECONDS = 15.0
KEEP_ALIVE = b": keep-alive\n\n"


async def stream_statuses(
    database: Database, hub: StatusHub, request_id: UUID, after_seq: int
) -> AsyncIterator[bytes]:
    """Status rows after `after_seq`, then each as it commits, then `end`.

    Holds no connection to the database between rows."""
    last_sent_at = time.monotonic()
    with hub.watch(request_id) as moved:
        while True:
            moved.clear()
            try:
                rows, status = await _read(database, request_id, after_seq)
            except (SQLAlchemyError, OSError) as error:
                log.warning("stream_waits_for_database", error=repr(error))
                rows, status = [], RequestStatus.PROCESSING
            for row in rows:
                yield render_status(row)
                after_seq = row.seq
                last_sent_at = time.monotonic()
            if status not in OPEN_STATUSES:
                yield render_event(
                    "end", {"status": status, "last_seq": after_seq}, after_seq
                )
                return
            if time.monotonic() - last_sent_at > _KEEP_ALIVE_SECONDS:
                yield KEEP_ALIVE
                last_sent_at = time.monotonic()
            with suppress(TimeoutError):
                await asyncio.wait_for(moved.wait(), _POLL_SECONDS)


def render_status(row: AnalysisStatusHistory) -> bytes:
    """One status row as an event whose id is its `seq`."""
    body = StatusRead.model_validate(row).model_dump(mode="json")
    return render_event("status", body, row.seq)


def render_event(name: str, body: object, event_id: int) -> bytes:
    """One server-sent event; JSON has no line breaks, so one data line is enough."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (
        event_id,
        name.encode(),
        orjson.dumps(body),
    )


async def _read(
    database: Database, request_id: UUID, after_seq: int
) -> tuple[Sequence[AnalysisStatusHistory], RequestStatus]:
    async with database.read() as session:
        requests = RequestRepository(session)
        # The status first: rows that commit after it are then read, none is missed.
        status = await requests.get_status(request_id)
        return await requests.list_statuses(request_id, after_seq), status

"""The access log: a request is noted in a moment, and described when its batch is sent.

Whoever accounts for requests (observability/middleware.py) notes them here too: a
middleware of its own would cost each request more than the note does."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import orjson
import structlog
from starlette.types import Scope

from libs.common.contracts.analytics import MAX_USER_AGENT
from libs.common.http.addresses import client_address
from libs.common.ids import new_id_text
from libs.common.observability.correlation import current_request_id

if TYPE_CHECKING:
    from libs.common.analytics.log_queue import LogQueue
    from libs.common.identity import Identity

log = structlog.get_logger()

_QUIET = ("/health", "/internal/", "/metrics")
_MAX_METHOD = 20


class Answered(NamedTuple):
    """A request as it is kept until then: nothing of it is worked out yet."""

    at: datetime
    endpoint: str
    method: str
    status: int
    response_time_ms: float
    forwarded_for: bytes | None
    user_agent: bytes | None
    user_id: UUID | None
    request_id: str
    error: str | None


def note_answered(
    scope: Scope, endpoint: str, status: int, response_time_ms: float
) -> None:
    """Notes an answered request in `app.state.access_log`, if there is one; probes and
    inner routes excepted. Nothing that goes wrong here reaches the request."""
    try:
        app_state = scope["app"].state
        access_log: LogQueue[Answered] | None = getattr(app_state, "access_log", None)
        if access_log is None or scope["path"].startswith(_QUIET):
            return
        state = scope.get("state", {})
        identity: Identity | None = state.get("identity")
        headers = dict(scope["headers"])
        access_log.add(
            Answered(
                app_state.resources.clock.now(),
                endpoint,
                scope["method"],
                status,
                response_time_ms,
                headers.get(b"x-forwarded-for"),
                headers.get(b"user-agent"),
                identity.user_id if identity else None,
                current_request_id(),
                state.get("error_code"),
            )
        )
    except Exception:  # the request is answered and must stay so
        log.exception("access_log_entry_not_made")


def write_answered(batch: Sequence[Answered]) -> bytes:
    """The batch as JSON of StoreAccessLogs. All of it is ours, or cleaned here, so that
    it need not be looked through again: that would cost as much as all else."""
    entries = [
        {
            "id": new_id_text(),
            "at": one.at,
            "endpoint": one.endpoint,
            "method": one.method[:_MAX_METHOD],
            "status_code": one.status,
            "response_time_ms": round(one.response_time_ms, 2),
            "ip_address": _address(one.forwarded_for) if one.forwarded_for else None,
            "user_agent": _plain(one.user_agent) if one.user_agent else None,
            "user_id": one.user_id,
            "request_id": one.request_id,
            "error": one.error,
        }
        for one in batch
    ]
    return orjson.dumps({"entries": entries})


@lru_cache(maxsize=1024)
def _address(forwarded_for: bytes) -> str | None:
    return client_address(forwarded_for.decode("latin-1"))


def _plain(text: bytes) -> str:
    return text.decode("latin-1").replace("\x00", "")[:MAX_USER_AGENT]

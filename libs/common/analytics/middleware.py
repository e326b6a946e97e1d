"""Plain ASGI middleware: each answered request goes into the access log."""

import time
from typing import TYPE_CHECKING

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from libs.common.contracts.analytics import (
    MAX_USER_AGENT,
    AccessLogEntry,
)
from libs.common.http.addresses import client_address
from libs.common.ids import new_id
from libs.common.observability.correlation import current_request_id
from libs.common.observability.route_template import route_template

if TYPE_CHECKING:
    from libs.common.analytics.log_queue import LogQueue
    from libs.common.identity import Identity

log = structlog.get_logger()

_QUIET = ("/health", "/internal/", "/metrics")
_BROKEN = 500
# nginx's word for a client that went away before the answer.
_CLIENT_WENT_AWAY = 499


class AccessLogMiddleware:
    """Records requests into `app.state.access_log`, probes and inner routes excepted.

    The body passes untouched; nothing that goes wrong here reaches the request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http" or scope["path"].startswith(_QUIET):
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0
        answered = started

        async def watch(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status = message["status"]
                answered = time.perf_counter()
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            status = status or _BROKEN
            scope.setdefault("state", {}).setdefault("error_code", type(error).__name__)
            raise
        finally:
            answered = answered if answered > started else time.perf_counter()
            _record(scope, status or _CLIENT_WENT_AWAY, (answered - started) * 1000)


def _record(scope: Scope, status: int, response_time_ms: float) -> None:
    try:
        _add_entry(scope, status, response_time_ms)
    except Exception:  # the request is answered and must stay so
        log.exception("access_log_entry_not_made")


def _add_entry(scope: Scope, status: int, response_time_ms: float) -> None:
    state = scope["app"].state
    access_log: LogQueue[AccessLogEntry] | None = getattr(state, "access_log", None)
    if access_log is None:
        return
    headers = Headers(scope=scope)
    identity: Identity | None = scope.get("state", {}).get("identity")
    access_log.add(
        # Not validated again: everything in it is ours, or cleaned here.
        AccessLogEntry.model_construct(
            id=new_id(),
            at=state.resources.clock.now(),
            endpoint=route_template(scope),
            method=scope["method"][:20],
            status_code=status,
            response_time_ms=round(response_time_ms, 2),
            ip_address=client_address(headers.get("x-forwarded-for")),
            user_agent=_plain(headers.get("user-agent")),
            user_id=identity.user_id if identity else None,
            request_id=current_request_id(),
            error=scope.get("state", {}).get("error_code"),
        )
    )


def _plain(text: str | None) -> str | None:
    return text.replace("\x00", "")[:MAX_USER_AGENT] if text else None

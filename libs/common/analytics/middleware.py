"""Plain ASGI middleware: each answered request goes into the access log."""

import time
from typing import TYPE_CHECKING

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from libs.common.analytics.answered import Answered
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
        app_state = scope["app"].state
        access_log: LogQueue[Answered] | None = getattr(app_state, "access_log", None)
        if access_log is None:
            return
        state = scope.get("state", {})
        identity: Identity | None = state.get("identity")
        headers = dict(scope["headers"])
        access_log.add(
            Answered(
                app_state.resources.clock.now(),
                route_template(scope),
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

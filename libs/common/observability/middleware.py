"""Plain ASGI middleware: the request id in, on every log line, and out; and an account
of each request in metrics and traces."""

import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from libs.common.analytics.access_log import note_answered
from libs.common.observability.correlation import (
    REQUEST_ID_HEADER,
    bind_request_id,
    current_request_id,
)
from libs.common.observability.metrics import RequestMetrics
from libs.common.observability.route_template import route_template
from libs.common.observability.trace_context import (
    TRACEPARENT_HEADER,
    bind_trace,
    read_traceparent,
)
from libs.common.observability.tracing import Tracing

_UNCOUNTED = ("/health", "/metrics")
_BROKEN = 500
# nginx's word for a client that went away before the answer.
_CLIENT_WENT_AWAY = 499


class CorrelationMiddleware:
    """Takes over a well-formed X-Request-Id, else makes one; answers with it.

    The place in a trace that a `traceparent` names is taken over as well."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = bind_request_id(headers.get(REQUEST_ID_HEADER))
        bind_trace(read_traceparent(headers.get(TRACEPARENT_HEADER)))

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = request_id
            await send(message)

        await self.app(scope, receive, send_with_id)


class ObservationMiddleware:
    """Counts and times each request, probes excepted, notes it in the access log, and
    makes it a span.

    Timed until the first byte of the answer, so that a stream does not count as slow.
    Routes are told by their templates."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http" or scope["path"].startswith(_UNCOUNTED):
            await self.app(scope, receive, send)
            return
        resources = scope["app"].state.resources
        tracing: Tracing = resources.tracing
        if not tracing.is_on:
            await self._count(scope, receive, send, resources.metrics.requests)
            return
        method = scope["method"]
        with tracing.span(method, "server", {"http.request.method": method}) as span:
            status = await self._count(scope, receive, send, resources.metrics.requests)
            route = route_template(scope)
            span.rename(f"{method} {route}")
            span.set({"http.route": route, "http.response.status_code": status})
            span.set({"postscope.request_id": current_request_id()})
            if status >= _BROKEN:
                span.fail(str(status))

    async def _count(
        self, scope: Scope, receive: Receive, send: Send, metrics: RequestMetrics
    ) -> int:
        """Answers the request; the status it was answered with."""
        status = 0
        began = answered = time.perf_counter()

        async def watch(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status = message["status"]
                answered = time.perf_counter()
            await send(message)

        metrics.in_flight.inc()
        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            status = status or _BROKEN
            scope.setdefault("state", {}).setdefault("error_code", type(error).__name__)
            raise
        finally:
            metrics.in_flight.dec()
            answered = answered if answered > began else time.perf_counter()
            status = status or _CLIENT_WENT_AWAY
            route, seconds = route_template(scope), answered - began
            metrics.record(route, scope["method"], status, seconds)
            note_answered(scope, route, status, seconds * 1000)
        return status

"""What every request goes through, whichever door it came in by."""

import time
from abc import ABC, abstractmethod
from typing import Any

import structlog

from gateway.asgi import Receive, Scope, Send
from gateway.errors import ClientGone, HeadersTooLarge
from gateway.exchange import Exchange, Reply
from gateway.parts import Parts
from gateway.paths import RequestPath, read_path, read_query
from libs.common.errors import DomainError, InternalError, MalformedRequest
from libs.common.observability.correlation import bind_request_id
from libs.common.observability.labels import method_label
from libs.common.observability.trace_context import (
    TraceContext,
    bind_trace,
    current_trace,
    current_traceparent,
    read_traceparent,
)

log = structlog.get_logger()

_MAX_HEADER_BYTES = 32 * 1024
_MAX_HEADERS = 100
_CLIENT_GONE_STATUS = 499
_BROKEN_STATUS = 500
# Two of them, and those who read the first and those who read the last disagree.
_ONCE = (b"host", b"authorization", b"x-api-key")
_HEALTH_PATHS = frozenset({"/health", "/health/live", "/health/ready"})


class Door(ABC):
    """An ASGI application: reads a request, has it answered, keeps account of it."""

    name: str

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        if scope["type"] != "http":
            return
        exchange = _begin(scope, receive, send)
        if self._parts.tracing.is_on:
            await self._answer_as_span(exchange)
        else:
            await self._account(exchange)

    async def _answer_as_span(self, exchange: Exchange) -> None:
        method = method_label(exchange.method)
        bind_trace(exchange.trace)
        with self._parts.tracing.span(method, "server") as span:
            exchange.trace = current_trace()
            exchange.own_traceparent = current_traceparent()
            await self._account(exchange)
            status = exchange.reply.status
            route = exchange.route.path if exchange.route else self.name
            span.rename(f"{method} {route}")
            span.set(
                {
                    "http.request.method": method,
                    "http.route": route,
                    "http.response.status_code": status,
                    "postscope.request_id": exchange.request_id,
                }
            )
            if status >= _BROKEN_STATUS:
                span.fail(str(status))

    async def _account(self, exchange: Exchange) -> None:
        metrics = self._parts.metrics
        metrics.in_flight += 1
        try:
            await self._answer_or_explain(exchange)
        finally:
            metrics.in_flight -= 1
            seconds = time.perf_counter() - exchange.begun_at
            route = exchange.route.path if exchange.route else self.name
            status = exchange.reply.status
            metrics.record(route, exchange.method, status, seconds)
            self._parts.access_log.write(exchange, seconds)

    @abstractmethod
    async def answer(self, exchange: Exchange) -> None:
        """Answers a request. Raises DomainError for what is to be explained."""

    async def answer_health(self, exchange: Exchange) -> bool:
        """Answers the health addresses; False for any other."""
        path = exchange.path.decoded
        if path not in _HEALTH_PATHS:
            return False
        if path == "/health/live":
            await exchange.reply.send_json(200, {"status": "ok"})
        elif path == "/health/ready":
            await exchange.reply.send_json(*await self._parts.health.check())
        else:
            await exchange.reply.send_json(*await self._parts.health.describe())
        return True

    async def _answer_or_explain(self, exchange: Exchange) -> None:
        reply = exchange.reply
        try:
            _read(exchange)
            await self.answer(exchange)
        except ClientGone:
            reply.status = reply.status or _CLIENT_GONE_STATUS
        except DomainError as error:
            if reply.is_started:
                # Too late for another status: the connection breaks, and is seen to.
                log.warning("answer_broken_off", code=error.code, error=error.message)
            else:
                await reply.send_error(error)
        except Exception:
            log.exception("unexpected_error")
            if not reply.is_started:
                await reply.send_error(InternalError())


def _begin(scope: Scope, receive: Receive, send: Send) -> Exchange:
    headers: dict[bytes, bytes] = dict(scope["headers"])
    candidate = headers.get(b"x-request-id", b"").decode("latin-1")
    request_id = bind_request_id(candidate)
    reply = Reply(send, request_id)
    method: str = scope["method"]
    reply.is_head = method == "HEAD"
    return Exchange(
        scope=scope,
        receive=receive,
        reply=reply,
        method=method,
        headers=headers,
        request_id=request_id,
        path=RequestPath("", scope.get("path", "")),
        trace=_read_trace(headers.get(b"traceparent")),
    )


def _read_trace(header: bytes | None) -> TraceContext | None:
    return read_traceparent(header.decode("latin-1")) if header else None


def _read(exchange: Exchange) -> None:
    """Reads path and query. Raises MalformedRequest, HeadersTooLarge."""
    scope: Any = exchange.scope
    size = sum(len(name) + len(value) for name, value in scope["headers"])
    if size > _MAX_HEADER_BYTES or len(scope["headers"]) > _MAX_HEADERS:
        raise HeadersTooLarge
    if len(exchange.headers) < len(scope["headers"]):
        _refuse_doubles([name for name, _ in scope["headers"]])
    exchange.path = read_path(scope.get("raw_path") or b"")
    exchange.query = read_query(scope["query_string"])


def _refuse_doubles(names: list[bytes]) -> None:
    """Raises MalformedRequest for a second Host (RFC 9112, 3.2) or credential."""
    for name in _ONCE:
        if names.count(name) > 1:
            raise MalformedRequest(f"The header {name.decode().title()} stands twice.")

"""What every request goes through, whichever door it came in by."""

import time
from abc import ABC, abstractmethod

import structlog

from gateway.asgi import Receive, Scope, Send
from gateway.errors import ClientGone, RequestTimedOut
from gateway.exchange import Answer, AsgiExchange, Exchange, Reply
from gateway.head import Head
from gateway.parts import Parts
from gateway.paths import RequestPath, read_path, read_query
from libs.common.errors import DomainError, InternalError
from libs.common.observability.correlation import bind_request_id, is_request_id
from libs.common.observability.labels import method_label
from libs.common.observability.trace_context import (
    bind_trace,
    current_trace,
    current_traceparent,
)

log = structlog.get_logger()

CLIENT_GONE_STATUS = 499
_BROKEN_STATUS = 500
_NO_PATH = RequestPath("", "")
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

    async def _answer_as_span(self, exchange: AsgiExchange) -> None:
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

    async def _account(self, exchange: AsgiExchange) -> None:
        metrics = self._parts.metrics
        metrics.in_flight += 1
        try:
            await self._answer_or_explain(exchange)
        finally:
            metrics.in_flight -= 1
            self.record(exchange)

    def record(self, exchange: Exchange) -> None:
        """Counts and logs a request that is over."""
        seconds = time.perf_counter() - exchange.begun_at
        route = exchange.route.path if exchange.route else self.name
        counts = self._parts.metrics.of(route, exchange.method)
        counts.record(exchange.answer.status, seconds)
        self._parts.access_log.write(exchange, seconds)

    @abstractmethod
    async def answer(self, exchange: AsgiExchange) -> None:
        """Answers a request. Raises DomainError for what is to be explained."""

    async def answer_health(self, exchange: AsgiExchange) -> bool:
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

    async def _answer_or_explain(self, exchange: AsgiExchange) -> None:
        reply = exchange.reply
        try:
            read_request(exchange)
            await self.answer(exchange)
        except ClientGone:
            reply.status = reply.status or CLIENT_GONE_STATUS
        except DomainError as error:
            if reply.is_started:
                # Too late for another status: the connection breaks, and is seen to.
                log.warning("answer_broken_off", code=error.code, error=error.message)
            else:
                # The rest of a body that is not waited for must not hold anything up.
                is_cut_off = isinstance(error, RequestTimedOut)
                await reply.send_error(error, close=is_cut_off)
        except Exception:
            log.exception("unexpected_error")
            if not reply.is_started:
                await reply.send_error(InternalError())


def _begin(scope: Scope, receive: Receive, send: Send) -> AsgiExchange:
    head = Head(scope["headers"])
    request_id = bind_request_id(_asked_id(head))
    method: str = scope["method"]
    reply = Reply(send, request_id, is_head=method == "HEAD")
    return AsgiExchange(
        method=method,
        head=head,
        request_id=request_id,
        raw_path=scope.get("raw_path") or b"",
        raw_query=scope["query_string"],
        path=RequestPath("", scope.get("path", "")),
        peer=scope["client"][0] if scope.get("client") else "",
        scheme=scope.get("scheme", "http"),
        answer=reply,
        receive=receive,
        reply=reply,
        trace=head.trace,
    )


def begin_exchange(
    method: str, url: bytes, head: Head, peer: str, scheme: str
) -> Exchange:
    """An exchange without a task; its path is to be read by `read_request`.

    Its id is the one that the client asks for, else empty."""
    asked = _asked_id(head)
    request_id = asked if asked and is_request_id(asked) else ""
    raw_path, _, raw_query = url.partition(b"?")
    return Exchange(
        method=method,
        head=head,
        request_id=request_id,
        raw_path=raw_path,
        raw_query=raw_query,
        path=_NO_PATH,
        peer=peer,
        scheme=scheme,
        answer=Answer(request_id, is_head=method == "HEAD"),
        trace=head.trace,
    )


def read_request(exchange: Exchange) -> None:
    """Reads path and query. Raises MalformedRequest."""
    exchange.head.refuse_doubles()
    exchange.path = read_path(exchange.raw_path)
    if exchange.raw_query:
        exchange.query = read_query(exchange.raw_query)


def _asked_id(head: Head) -> str:
    return head.by_name.get(b"x-request-id", b"").decode("latin-1")

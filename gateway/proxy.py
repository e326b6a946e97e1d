"""Hands a request on to its service and the answer back, both as they come."""

import asyncio
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass

import structlog

from gateway.errors import (
    ClientGone,
    RequestTimedOut,
    StreamsEnded,
)
from gateway.exchange import AsgiExchange
from gateway.headers import keep_for_client
from gateway.line import Line, LineBroken, LineNotOpened
from gateway.open_streams import OpenStreams, is_event_stream
from gateway.patience import Departure
from gateway.question import Question
from gateway.request_body import RequestBody
from gateway.settings import GatewaySettings
from gateway.upstreams import Upstreams
from libs.common.errors import PayloadTooLarge

log = structlog.get_logger()

_DRAIN_BYTES = 8 * 1024 * 1024
_DRAIN_SECONDS = 2.0


@dataclass(slots=True)
class Errand:
    """Where a request goes, what is asked there, and its limits."""

    service: str
    question: Question
    max_body_bytes: int
    first_byte_seconds: float


class Proxy:
    """Streams between clients and services."""

    def __init__(
        self, upstreams: Upstreams, streams: OpenStreams, settings: GatewaySettings
    ) -> None:
        self._upstreams = upstreams
        self._streams = streams
        self._idle_seconds = settings.idle_timeout_seconds

    async def forward(self, exchange: AsgiExchange, errand: Errand) -> None:
        """Answers the exchange with what the service says.

        Raises RequestTimedOut, ServiceUnavailable, ServiceTimedOut, ServiceBrokeOff,
        ClientGone."""
        body = await self._open_body(exchange, errand)
        if body is None:
            return
        try:
            await self._ask(exchange, errand, body)
        except PayloadTooLarge as error:
            await _refuse(exchange, body, error)
        except StreamsEnded:
            reply = exchange.reply
            if reply.is_started:
                await reply.send_body(
                    self._streams.farewell(reply.last_sent), more=False
                )
        except (LineNotOpened, LineBroken, TimeoutError) as error:
            if isinstance(error, TimeoutError) and not body.complete.is_set():
                raise RequestTimedOut from None
            log.warning("service_failed", service=errand.service, reason=repr(error))
            raise self._upstreams.explain_failure(errand.service, error) from None
        finally:
            body.abandon()
            exchange.received_bytes = body.received_bytes

    async def _open_body(
        self, exchange: AsgiExchange, errand: Errand
    ) -> RequestBody | None:
        """The body with its first chunk; None if it was too large, which is told."""
        if not exchange.has_body:
            return RequestBody.empty(exchange.receive)
        body = RequestBody(exchange.receive, errand.max_body_bytes)
        try:
            body.check_declared(exchange.declared_bytes or 0)
            async with asyncio.timeout(self._idle_seconds):
                await body.open()
        except PayloadTooLarge as error:
            await _refuse(exchange, body, error)
            return None
        except TimeoutError:
            raise RequestTimedOut from None
        return body

    async def _ask(
        self, exchange: AsgiExchange, errand: Errand, body: RequestBody
    ) -> None:
        is_whole = body.whole is not None
        wait = errand.first_byte_seconds if is_whole else self._idle_seconds
        async with (
            asyncio.timeout(wait) as timeout,
            Departure(exchange.receive, body) as departure,
        ):
            postpone = _postponer(timeout)

            def on_sent() -> None:
                is_last = body.complete.is_set()
                if not exchange.reply.is_started:
                    postpone(
                        errand.first_byte_seconds if is_last else self._idle_seconds
                    )

            question = errand.question
            question.body = body.stream(on_sent) if body.whole is None else body.whole
            question.length = exchange.declared_bytes
            async with self._upstreams.pool(errand.service).ask(question) as line:
                is_stream = is_event_stream(line.said)
                idle = None if is_stream else self._idle_seconds
                held = self._streams.hold(departure, exchange)
                try:
                    with held if is_stream else nullcontext():
                        await _relay(exchange, line, lambda: postpone(idle))
                finally:
                    departure.is_over = True


async def _relay(
    exchange: AsgiExchange, line: Line, on_wait: Callable[[], None]
) -> None:
    """The answer of a line whose head was read. Raises LineBroken."""
    reply = exchange.reply
    on_wait()
    await reply.start(line.status, keep_for_client(line.status, line.headers))
    while (chunk := await line.read_chunk()) is not None:
        await reply.send_body(chunk, more=not line.is_finished)
        if line.is_finished:
            return
        on_wait()
    await reply.send_body(b"", more=False)


async def _refuse(
    exchange: AsgiExchange, body: RequestBody, error: PayloadTooLarge
) -> None:
    """Says no, then takes in a little more: a client that is still sending reads the
    answer only if its connection is not reset meanwhile."""
    if exchange.reply.is_started:
        raise error
    await exchange.reply.send_error(error, close=True, is_open=True)
    if b"expect" not in exchange.headers:
        with suppress(TimeoutError, ClientGone):
            async with asyncio.timeout(_DRAIN_SECONDS):
                await body.drain(_DRAIN_BYTES)
    await exchange.reply.send_body(b"", more=False)


def _postponer(timeout: asyncio.Timeout) -> Callable[[float | None], None]:
    loop = asyncio.get_running_loop()

    def postpone(seconds: float | None) -> None:
        if not timeout.expired():
            timeout.reschedule(None if seconds is None else loop.time() + seconds)

    return postpone

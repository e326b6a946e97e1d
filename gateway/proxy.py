"""Hands a request on to its service and the answer back, both as they come."""

import asyncio
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass

import structlog
from pyreqwest.exceptions import PyreqwestError
from pyreqwest.response import Response

from gateway.errors import (
    ClientGone,
    RequestTimedOut,
    ServiceBrokeOff,
    ServiceUnavailable,
    StreamsEnded,
)
from gateway.exchange import Exchange
from gateway.headers import headers_for_client
from gateway.lines import LineBroken, LineNotOpened, Question
from gateway.open_streams import EVENT_STREAM, OpenStreams
from gateway.patience import Departure
from gateway.relay import WITHOUT_BODY, is_event_stream, relay_line
from gateway.request_body import RequestBody
from gateway.settings import GatewaySettings
from gateway.upstreams import Upstreams, describe_failure, explain_failure
from libs.common.errors import PayloadTooLarge

log = structlog.get_logger()

_DRAIN_BYTES = 8 * 1024 * 1024
_DRAIN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Errand:
    """Where a request goes: service, raw path with query, headers, limits."""

    service: str
    target: str
    headers: list[tuple[str, str]]
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

    async def forward(self, exchange: Exchange, errand: Errand) -> None:
        """Answers the exchange with what the service says.

        Raises RequestTimedOut, ServiceUnavailable, ServiceTimedOut, ServiceBrokeOff,
        ClientGone."""
        body = await self._open_body(exchange, errand)
        if body is None:
            return
        try:
            if body.whole is None:
                await self._upload(exchange, errand, body)
            else:
                await self._ask(exchange, errand, body, body.whole)
        except LineNotOpened as error:
            log.warning("service_failed", service=errand.service, reason=str(error))
            raise ServiceUnavailable(errand.service) from None
        except LineBroken:
            log.warning("service_failed", service=errand.service, reason="LineBroken")
            raise ServiceBrokeOff(errand.service) from None
        except PayloadTooLarge as error:
            await _refuse(exchange, body, error)
        except StreamsEnded:
            if exchange.reply.is_started:
                await exchange.reply.send_body(b"", more=False)
        except (PyreqwestError, TimeoutError) as error:
            if isinstance(error, TimeoutError) and not body.complete.is_set():
                raise RequestTimedOut from None
            log.warning(
                "service_failed", service=errand.service, reason=describe_failure(error)
            )
            raise explain_failure(errand.service, error) from None
        finally:
            body.abandon()
            exchange.received_bytes = body.received_bytes

    async def _open_body(
        self, exchange: Exchange, errand: Errand
    ) -> RequestBody | None:
        """The body with its first chunk; None if it was too large, which is told."""
        if not exchange.has_body:
            return RequestBody.empty(exchange.receive)
        body = RequestBody(exchange.receive, errand.max_body_bytes)
        try:
            body.check_declared(exchange.declared_bytes)
            async with asyncio.timeout(self._idle_seconds):
                await body.open()
        except PayloadTooLarge as error:
            await _refuse(exchange, body, error)
            return None
        except TimeoutError:
            raise RequestTimedOut from None
        return body

    async def _ask(
        self, exchange: Exchange, errand: Errand, body: RequestBody, whole: bytes
    ) -> None:
        question = Question(
            self._upstreams.addresses[errand.service],
            exchange.method,
            errand.target,
            errand.headers,
            whole,
        )
        async with (
            asyncio.timeout(errand.first_byte_seconds) as timeout,
            Departure(exchange.receive, body) as departure,
            self._upstreams.lines.ask(question) as line,
        ):
            postpone = _postponer(timeout)
            is_stream = is_event_stream(line.headers)
            idle = None if is_stream else self._idle_seconds
            held = self._streams.hold(departure, exchange)
            with held if is_stream else nullcontext():
                postpone(idle)
                await relay_line(exchange, line, lambda: postpone(idle))
            departure.is_over = True

    async def _upload(
        self, exchange: Exchange, errand: Errand, body: RequestBody
    ) -> None:
        request = self._upstreams.build_upload(
            errand.service, exchange.method, errand.target
        ).headers(errand.headers)
        async with (
            asyncio.timeout(self._idle_seconds) as timeout,
            Departure(exchange.receive, body) as departure,
        ):
            postpone = _postponer(timeout)

            def on_chunk() -> None:
                is_last = body.complete.is_set()
                if not exchange.reply.is_started:
                    postpone(
                        errand.first_byte_seconds if is_last else self._idle_seconds
                    )

            request = request.body_stream(body.stream(on_chunk))
            async with request.build_streamed() as response:
                is_stream = _is_event_stream(response)
                idle = None if is_stream else self._idle_seconds
                held = self._streams.hold(departure, exchange)
                try:
                    with held if is_stream else nullcontext():
                        await self._relay(exchange, response, lambda: postpone(idle))
                finally:
                    departure.is_over = True

    async def _relay(
        self, exchange: Exchange, response: Response, on_chunk: Callable[[], None]
    ) -> None:
        reply = exchange.reply
        on_chunk()
        headers = headers_for_client(response)
        length = response.get_header("content-length")
        missing = int(length) if length and not reply.is_head else None
        if response.status in WITHOUT_BODY:
            headers = [h for h in headers if h[0] != b"content-length"]
            missing = None
        await reply.start(response.status, headers)
        reader = response.body_reader
        while (chunk := await reader.read_chunk()) is not None:
            part = chunk.to_bytes()
            if missing is not None:
                missing -= len(part)
            await reply.send_body(part, more=missing != 0)
            if missing == 0:
                return
            on_chunk()
        await reply.send_body(b"", more=False)


async def _refuse(
    exchange: Exchange, body: RequestBody, error: PayloadTooLarge
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


def _is_event_stream(response: Response) -> bool:
    return (response.get_header("content-type") or "").startswith(EVENT_STREAM)

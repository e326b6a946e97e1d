"""Hands an event stream on to whoever follows it."""

import asyncio
from contextlib import nullcontext

import structlog

from gateway.errors import (
    ServiceBrokeOff,
    ServiceTimedOut,
    ServiceUnavailable,
    StreamsEnded,
)
from gateway.exchange import Exchange
from gateway.lines import LineBroken, LineNotOpened, Question, open_line
from gateway.open_streams import OpenStreams
from gateway.patience import Departure
from gateway.proxy import Errand
from gateway.relay import is_event_stream, relay_line
from gateway.request_body import RequestBody

log = structlog.get_logger()


class StreamRelay:
    """As the proxy, for routes that answer with event streams; over lean lines."""

    def __init__(
        self, addresses: dict[str, str], streams: OpenStreams, connect_seconds: float
    ) -> None:
        self._addresses = addresses
        self._streams = streams
        self._connect_seconds = connect_seconds

    async def forward(self, exchange: Exchange, errand: Errand) -> None:
        """Answers the exchange with what the service says, until one of them ends it.

        Raises ServiceUnavailable, ServiceTimedOut, ServiceBrokeOff, ClientGone."""
        try:
            await self._follow(exchange, errand)
        except StreamsEnded:
            if exchange.reply.is_started:
                await exchange.reply.send_body(b"", more=False)
        except LineNotOpened as error:
            log.warning("service_failed", service=errand.service, reason=str(error))
            raise ServiceUnavailable(errand.service) from None
        except LineBroken:
            log.warning("service_failed", service=errand.service, reason="LineBroken")
            raise ServiceBrokeOff(errand.service) from None
        except TimeoutError:
            raise ServiceTimedOut(errand.service) from None

    async def _follow(self, exchange: Exchange, errand: Errand) -> None:
        body = RequestBody.empty(exchange.receive)
        address = self._addresses[errand.service]
        question = Question(address, exchange.method, errand.target, errand.headers)
        async with (
            asyncio.timeout(errand.first_byte_seconds) as timeout,
            Departure(exchange.receive, body) as departure,
            open_line(question, connect_seconds=self._connect_seconds) as line,
        ):
            await line.read_head()
            is_stream = is_event_stream(line.headers)
            if is_stream and not timeout.expired():
                timeout.reschedule(None)
            held = self._streams.hold(departure, exchange)
            with held if is_stream else nullcontext():
                await relay_line(exchange, line)
            departure.is_over = True

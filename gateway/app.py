"""The gateway as one thing: two doors, and what runs beside them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from gateway.exchange import Exchange
from gateway.internal_door import InternalDoor
from gateway.parts import Parts, open_parts
from gateway.public_door import PublicDoor
from gateway.settings import GatewaySettings
from libs.common.clock import Clock
from libs.common.tasks import end_tasks

_STREAM_CHECK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Gateway:
    """Both doors, as ASGI applications, and the parts behind them."""

    parts: Parts
    public: PublicDoor
    internal: InternalDoor


@asynccontextmanager
async def open_gateway(
    settings: GatewaySettings, clock: Clock | None = None
) -> AsyncIterator[Gateway]:
    """A gateway that can be served; closed at the end with all it holds."""
    async with open_parts(settings, clock) as parts:
        beside = [
            asyncio.create_task(parts.ended_credentials.run()),
            asyncio.create_task(parts.watch.run()),
            asyncio.create_task(_end_streams_of_ended_callers(parts)),
        ]
        try:
            yield Gateway(parts, PublicDoor(parts), InternalDoor(parts))
        finally:
            await end_tasks(*beside)


async def _end_streams_of_ended_callers(parts: Parts) -> None:
    """A stream outlives its token, but not the session or key it was opened with."""
    while True:
        await asyncio.sleep(_STREAM_CHECK_SECONDS)
        parts.streams.end(lambda exchange: _has_ended(parts, exchange))


def _has_ended(parts: Parts, exchange: Exchange) -> bool:
    caller = exchange.caller
    if caller is None:
        return False
    is_over = caller.ends_at is not None and caller.ends_at <= parts.clock.now()
    return is_over or parts.ended_credentials.holds(caller.identity)

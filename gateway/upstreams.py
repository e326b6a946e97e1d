"""The services behind the gateway: where they are, and what the gateway itself asks."""

import asyncio
from collections.abc import Mapping
from typing import Any, Self

import orjson

from gateway.errors import ServiceBrokeOff, ServiceTimedOut, ServiceUnavailable
from gateway.line import LineBroken, LineNotOpened
from gateway.line_pool import LinePool
from gateway.question import Question
from gateway.settings import GatewaySettings
from libs.common.errors import DomainError

_QUESTION_SECONDS = 5.0


class Upstreams:
    """Connections to the services. Redirects, encodings and proxies stay untouched."""

    def __init__(self, settings: GatewaySettings) -> None:
        self.addresses = settings.upstreams
        self.lines = LinePool(settings.connect_timeout_seconds)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.lines.close()

    async def ask(
        self,
        service: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout_seconds: float = _QUESTION_SECONDS,
    ) -> tuple[int, Any]:
        """The status and JSON of what the gateway itself asks; None if not JSON.

        A GET, or a POST of the JSON in `body`. Raises ServiceUnavailable,
        ServiceTimedOut, ServiceBrokeOff."""
        given = list((headers or {}).items())
        if body is not None:
            given.append(("content-type", "application/json"))
        method = "GET" if body is None else "POST"
        question = Question(self.addresses[service], method, path, given, body or b"")
        return await self.ask_outside(service, question, timeout_seconds)

    async def ask_outside(
        self,
        name: str,
        question: Question,
        timeout_seconds: float = _QUESTION_SECONDS,
    ) -> tuple[int, Any]:
        """Like `ask`, of an address that is none of ours; errors call it by `name`."""
        body = bytearray()
        try:
            async with (
                asyncio.timeout(timeout_seconds),
                self.lines.ask(question) as line,
            ):
                while (chunk := await line.read_chunk()) is not None:
                    body += chunk
        except (LineNotOpened, LineBroken, TimeoutError) as error:
            raise explain_failure(name, error) from None
        try:
            return line.status, orjson.loads(body)
        except orjson.JSONDecodeError:
            return line.status, None


def explain_failure(service: str, error: Exception) -> DomainError:
    """What a failed request to a service means: never reached (503), no answer in time
    (504), or broken off, so that nobody knows what it did (502)."""
    if isinstance(error, LineNotOpened):
        return ServiceUnavailable(service)
    if isinstance(error, TimeoutError):
        return ServiceTimedOut(service)
    return ServiceBrokeOff(service)

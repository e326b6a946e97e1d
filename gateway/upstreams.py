"""The services behind the gateway: where they are, and what the gateway itself asks."""

import asyncio
from collections.abc import Mapping
from typing import Any, Self

import orjson

from gateway.address import Address
from gateway.errors import ServiceBrokeOff, ServiceTimedOut, ServiceUnavailable
from gateway.line import LineBroken, LineNotOpened
from gateway.line_pool import LinePool
from gateway.question import Question, render_headers
from gateway.settings import GatewaySettings
from gateway.turns import Bounds
from libs.common.errors import DomainError

_QUESTION_SECONDS = 5.0


class Upstreams:
    """Connections to the services. Redirects, encodings and proxies stay untouched."""

    def __init__(self, settings: GatewaySettings) -> None:
        bounds = Bounds(
            asking=settings.upstream_requests,
            waiting=settings.upstream_waiting,
            wait_seconds=settings.upstream_wait_seconds,
            apart=settings.upstream_streams,
        )
        self._connect_seconds = settings.connect_timeout_seconds
        self._outside: dict[str, LinePool] = {}
        self._pools = {
            name: LinePool(Address.parse(url), settings.connect_timeout_seconds, bounds)
            for name, url in settings.upstreams.items()
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for pool in (*self._pools.values(), *self._outside.values()):
            pool.close()

    @property
    def names(self) -> list[str]:
        """Of all services."""
        return list(self._pools)

    def pool(self, service: str) -> LinePool:
        """The connections to a service."""
        return self._pools[service]

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
        given = [(n.lower().encode(), v.encode()) for n, v in (headers or {}).items()]
        if body is not None:
            given.append((b"content-type", b"application/json"))
        method = "GET" if body is None else "POST"
        question = Question(method, path, render_headers(given), body or b"")
        return await _ask(service, self.pool(service), question, timeout_seconds)

    async def ask_outside(
        self, name: str, url: str, timeout_seconds: float = _QUESTION_SECONDS
    ) -> tuple[int, Any]:
        """The status and JSON of a GET of an address that is none of ours; errors call
        it by `name`. Raises as `ask` does."""
        pool = self._outside.get(name)
        if pool is None:
            pool = LinePool(Address.parse(url), self._connect_seconds)
            self._outside[name] = pool
        # Its path stands in its address.
        target = "" if pool.address.path else "/"
        return await _ask(name, pool, Question("GET", target), timeout_seconds)

    def explain_failure(self, service: str, error: BaseException) -> DomainError:
        """What a failed request to a service means: never reached (503), no answer in
        time (504, which counts against the service), or broken off, so that nobody
        knows what it did (502)."""
        return _explain(service, self.pool(service), error)


async def _ask(
    name: str, pool: LinePool, question: Question, timeout_seconds: float
) -> tuple[int, Any]:
    body = bytearray()
    try:
        async with asyncio.timeout(timeout_seconds), pool.ask(question) as line:
            while (chunk := await line.read_chunk()) is not None:
                body += chunk
    except (LineNotOpened, LineBroken, TimeoutError) as error:
        raise _explain(name, pool, error) from None
    try:
        return line.status, orjson.loads(body)
    except orjson.JSONDecodeError:
        return line.status, None


def _explain(name: str, pool: LinePool, error: BaseException) -> DomainError:
    if isinstance(error, LineNotOpened):
        return ServiceUnavailable(name)
    if isinstance(error, TimeoutError):
        pool.turns.circuit.fail()
        return ServiceTimedOut(name)
    return ServiceBrokeOff(name)

"""The services behind the gateway: a pool of connections and an address for each."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Self

import orjson
from pyreqwest.client import ClientBuilder
from pyreqwest.exceptions import ConnectError, ConnectTimeoutError, PyreqwestError
from pyreqwest.request import RequestBuilder

from gateway.errors import ServiceBrokeOff, ServiceTimedOut, ServiceUnavailable
from gateway.lines import LinePool
from gateway.settings import GatewaySettings
from libs.common.errors import DomainError

# Services end idle connections after 5 s (uvicorn's default): let go of them before.
_POOL_IDLE = timedelta(seconds=4)
_POOL_MAX_IDLE = 256
# Bounds what a request may hold whose client went before the service had answered:
# the client library (0.15) does not end such a request when its waiter is cancelled.
# It counts from the first byte sent, so it is not for uploads, which may take hours.
_SLOWEST_READ = timedelta(minutes=10)
_QUESTION_SECONDS = 5.0


class Upstreams:
    """Connections to the services. Redirects, encodings and proxies stay untouched."""

    def __init__(self, settings: GatewaySettings) -> None:
        self.addresses = settings.upstreams
        timeout = timedelta(seconds=settings.connect_timeout_seconds)
        self.lines = LinePool(settings.connect_timeout_seconds)
        self._clients = {
            name: _builder(timeout).read_timeout(_SLOWEST_READ).build()
            for name in self.addresses
        }
        self._upload_clients = {
            name: _builder(timeout).build() for name in self.addresses
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.lines.close()
        clients = (*self._clients.values(), *self._upload_clients.values())
        await asyncio.gather(*(client.close() for client in clients))

    def build_upload(self, service: str, method: str, target: str) -> RequestBuilder:
        """A request whose body comes bit by bit; its answer is handed on unbuffered."""
        address = self.addresses[service] + target
        request = self._upload_clients[service].request(method, address)
        return request.streamed_read_buffer_limit(0)

    async def ask(
        self,
        service: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout_seconds: float = _QUESTION_SECONDS,
    ) -> tuple[int, Any]:
        """The status and JSON of a GET that the gateway itself asks; None if not JSON.

        Raises ServiceUnavailable, ServiceTimedOut, ServiceBrokeOff."""
        client = self._clients[service]
        request = client.get(self.addresses[service] + path).headers(headers or {})
        try:
            async with asyncio.timeout(timeout_seconds):
                response = await request.build().send()
                body = (await response.bytes()).to_bytes()
        except (PyreqwestError, TimeoutError) as error:
            raise explain_failure(service, error) from None
        try:
            return response.status, orjson.loads(body)
        except orjson.JSONDecodeError:
            return response.status, None


def explain_failure(service: str, error: Exception) -> DomainError:
    """What a failed request to a service means: never reached (503), no answer in time
    (504), or broken off, so that nobody knows what it did (502)."""
    if isinstance(error, ConnectTimeoutError):
        return ServiceUnavailable(service)
    if isinstance(error, TimeoutError):
        return ServiceTimedOut(service)
    # The client library also calls it a ConnectError when an open connection breaks.
    if isinstance(error, ConnectError) and _never_connected(error):
        return ServiceUnavailable(service)
    return ServiceBrokeOff(service)


def describe_failure(error: Exception) -> str:
    """What happened, for the log. Not the whole error: that quotes the URL, which may
    hold a secret."""
    details = getattr(error, "details", None) or {}
    causes = [cause["message"] for cause in details.get("causes") or []]
    told = [cause for cause in causes if "url (" not in cause]
    return ": ".join([type(error).__name__, *told[-1:]])


def _never_connected(error: ConnectError) -> bool:
    causes = error.details["causes"] or []
    return any("(Connect)" in cause["message"] for cause in causes)


def _builder(connect_timeout: timedelta) -> ClientBuilder:
    return (
        ClientBuilder()
        .follow_redirects(enable=False)
        .referer(enable=False)
        .gzip(enable=False)
        .brotli(enable=False)
        .zstd(enable=False)
        .deflate(enable=False)
        .no_proxy()
        .user_agent("postscope-gateway")
        .connect_timeout(connect_timeout)
        .pool_idle_timeout(_POOL_IDLE)
        .pool_max_idle_per_host(_POOL_MAX_IDLE)
        .tcp_nodelay(enabled=True)
    )

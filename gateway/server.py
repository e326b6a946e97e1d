"""The gateway's two listeners in one process: bounds for hostile peers, a calm end."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator
from contextvars import copy_context
from http import HTTPStatus
from typing import Any

import orjson
import structlog
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.app import Gateway
from gateway.asgi import Receive, Scope, Send
from gateway.door import Door
from gateway.errors import HeadersTooLarge
from libs.common.errors import DomainError, MalformedRequest, render_error
from libs.common.observability.correlation import bind_request_id

log = structlog.get_logger()

_KEEP_ALIVE_SECONDS = 75
_HEAD_SECONDS = 15.0
_MAX_HEAD_BYTES = 64 * 1024
_BACKLOG = 2048
# After the public door has closed, services have little left to ask each other.
_INTERNAL_STOP_SECONDS = 2


class CannotListen(Exception):
    """An address is taken or not ours; the text says which and what to do."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, with a bound on the size of a request's head and on the time
    it takes to arrive, which it lacks (seen in 0.54)."""

    _head_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A peer connects, and is expected to ask."""
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The peer is gone."""
        self._forget_head()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._head_bytes = 0
        if self._head_timer is None:
            self._expect_head()

    def on_url(self, url: bytes) -> None:
        """A piece of the request's address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is there; from here on the application watches the time."""
        self._forget_head()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP/1.1, or too much of it, is refused in the common shape."""
        is_too_large = self._head_bytes > _MAX_HEAD_BYTES
        error = HeadersTooLarge() if is_too_large else MalformedRequest(msg)
        # In a context of its own: the request id is nobody else's.
        self.transport.write(copy_context().run(_render_refusal, error))
        self.transport.close()

    def _expect_head(self) -> None:
        self._head_timer = self.loop.call_later(_HEAD_SECONDS, self._give_up)

    def _forget_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > _MAX_HEAD_BYTES:
            msg = "the head of the request is too large"
            raise ValueError(msg)


def _render_refusal(error: DomainError) -> bytes:
    request_id = bind_request_id(None)
    body = orjson.dumps(render_error(error))
    head = (
        f"HTTP/1.1 {error.status_code} {HTTPStatus(error.status_code).phrase}\r\n"
        "content-type: application/json\r\n"
        f"content-length: {len(body)}\r\n"
        f"x-request-id: {request_id}\r\n"
        "connection: close\r\n\r\n"
    )
    return head.encode("ascii") + body


class _Listener(uvicorn.Server):
    """A server that leaves the process's signals to its owner."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve_gateway(gateway: Gateway, stop: asyncio.Event) -> None:
    """Serves both doors until `stop`; then finishes what is under way, within the
    setting's time. Raises CannotListen."""
    settings = gateway.parts.settings
    public = _bind(settings.bind, settings.port, "PORT")
    internal = _bind(settings.internal_bind, settings.internal_port, "INTERNAL_PORT")
    listeners = [
        _listener(gateway.public, settings.stop_timeout_seconds),
        _listener(gateway.internal, _INTERNAL_STOP_SECONDS),
    ]
    running = [
        asyncio.create_task(listener.serve(sockets=[bound]))
        for listener, bound in zip(listeners, (public, internal), strict=True)
    ]
    log.info(
        "gateway_listening",
        public=_name(public),
        internal=_name(internal),
    )
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([stopping, *running], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    gateway.parts.streams.end(lambda _: True)
    # Services stop after us and may still have to ask each other what we wait for.
    for listener, task in zip(listeners, running, strict=True):
        listener.should_exit = True
        await task


def stop_on_signals(stop: asyncio.Event) -> None:
    """Sets `stop` on SIGTERM and SIGINT."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)


def _listener(door: Door, grace_seconds: int) -> _Listener:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await door(scope, receive, send)

    return _Listener(
        uvicorn.Config(
            app,
            http=BoundedHttpProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=grace_seconds,
            reset_contextvars=True,
        )
    )


def _bind(host: str, port: int, setting: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named by its protocol, or asyncio would leave Nagle's delay (40 ms) on.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(_BACKLOG)
    except OSError as error:
        bound.close()
        raise CannotListen(
            f"Cannot listen on {host}:{port} ({error.strerror}). Choose another port by"
            f" {setting}, or end the program that uses it."
        ) from None
    bound.setblocking(False)  # noqa: FBT003 - its only argument
    return bound


def _name(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://{host}:{port}"

"""The gateway's two listeners in one process: bounds for hostile peers, a calm end."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator
from functools import partial

import structlog
import uvicorn

from gateway.app import Gateway
from gateway.asgi import Receive, Scope, Send
from gateway.door import Door
from gateway.http_protocol import BoundedHttpProtocol
from gateway.parts import Parts
from gateway.public_door import PublicDoor

log = structlog.get_logger()

_BACKLOG = 2048
# Idle connections are ended by the protocol's own watch.
_NO_TIMER_SECONDS = 24 * 3600
# After the public door has closed, services have little left to ask each other.
_INTERNAL_STOP_SECONDS = 2


class CannotListen(Exception):
    """An address is taken or not ours; the text says which and what to do."""


class _Listener(uvicorn.Server):
    """A server that leaves the process's signals to its owner."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Waits for what is under way, then ends what is still there."""
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            if connection.transport:
                connection.transport.abort()


async def serve_gateway(gateway: Gateway, stop: asyncio.Event) -> None:
    """Serves both doors until `stop`; then finishes what is under way, within the
    setting's time. Raises CannotListen."""
    settings = gateway.parts.settings
    public = _bind(settings.bind, settings.port, "PORT")
    internal = _bind(settings.internal_bind, settings.internal_port, "INTERNAL_PORT")
    listeners = [
        _listener(gateway.parts, gateway.public, settings.stop_timeout_seconds),
        _listener(gateway.parts, gateway.internal, _INTERNAL_STOP_SECONDS),
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
    gateway.parts.streams.close()
    # Services stop after us and may still have to ask each other what we wait for.
    for listener, task in zip(listeners, running, strict=True):
        listener.should_exit = True
        await task


def stop_on_signals(stop: asyncio.Event) -> None:
    """Sets `stop` on SIGTERM and SIGINT."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)


def _listener(parts: Parts, door: Door, grace_seconds: int) -> _Listener:
    # A span needs a task, whose context it is.
    has_express = isinstance(door, PublicDoor) and not parts.tracing.is_on
    express = door if has_express else None

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await door(scope, receive, send)

    return _Listener(
        uvicorn.Config(
            app,
            http=partial(BoundedHttpProtocol, parts=parts, express=express),  # type: ignore[arg-type]
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=_NO_TIMER_SECONDS,
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

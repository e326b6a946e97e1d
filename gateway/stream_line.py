"""A connection of its own for one event stream, as small as it can be.

The client library of all other requests holds 44 KB for each answer under way (seen in
pyreqwest 0.15), which is nothing for a moment, and much for a thousand who stay."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import cast
from urllib.parse import urlsplit

import httptools

from gateway.asgi import Headers
from libs.common.errors import MalformedRequest

_MOST_WAITING_BYTES = 64 * 1024
_PORTS = {"http": 80, "https": 443}


class LineNotOpened(Exception):
    """There is no connection to be had; the request has reached nobody."""


class LineBroken(Exception):
    """The other side went, or spoke no HTTP, before its answer was whole."""


class StreamLine(asyncio.Protocol):
    """One GET and its answer, read piece by piece.

    Who does not read holds up the other side after 64 KB."""

    __slots__ = (
        "_chunks",
        "_has_head",
        "_is_lost",
        "_is_paused",
        "_is_whole",
        "_parser",
        "_request",
        "_transport",
        "_waiting",
        "_waiting_bytes",
        "headers",
        "status",
    )

    def __init__(self, request: bytes) -> None:
        self.status = 0
        self.headers: Headers = []
        self._request = request
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._chunks: list[bytes] = []
        self._waiting_bytes = 0
        self._waiting: asyncio.Future[None] | None = None
        self._has_head = self._is_whole = self._is_lost = self._is_paused = False

    async def read_head(self) -> None:
        """Waits for status and headers (names in lower case). Raises LineBroken."""
        while not self._has_head:
            await self._wait()

    async def read_chunk(self) -> bytes | None:
        """What has come since the last time, at least a byte; None at the end.

        Raises LineBroken."""
        while not self._chunks:
            if self._is_whole:
                return None
            await self._wait()
        whole = b"".join(self._chunks)
        self._chunks.clear()
        self._waiting_bytes = 0
        if self._is_paused and self._transport and not self._is_lost:
            self._is_paused = False
            self._transport.resume_reading()
        return whole

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asks."""
        # uvloop's is one in all but name.
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)
        self._request = b""

    def data_received(self, data: bytes) -> None:
        """Reads what it can."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._break_off()
        self._wake()

    def connection_lost(self, _: Exception | None) -> None:
        """An answer that names no length ends with its connection."""
        names = {name for name, _ in self.headers}
        has_length = names & {b"content-length", b"transfer-encoding"}
        self._is_whole = self._is_whole or (self._has_head and not has_length)
        self._is_lost = True
        self._wake()

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """The answer begins."""
        self.status = self._parser.get_status_code()
        self._has_head = True

    def on_body(self, body: bytes) -> None:
        """A piece of the answer."""
        self._chunks.append(body)
        self._waiting_bytes += len(body)
        if self._waiting_bytes > _MOST_WAITING_BYTES and self._transport:
            self._is_paused = True
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        """The answer is whole."""
        self._is_whole = True

    async def _wait(self) -> None:
        if self._is_lost:
            raise LineBroken
        self._waiting = asyncio.get_running_loop().create_future()
        try:
            await self._waiting
        finally:
            self._waiting = None

    def _wake(self) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)

    def _break_off(self) -> None:
        self._is_lost = True
        if self._transport:
            self._transport.abort()


@asynccontextmanager
async def open_line(
    address: str,
    target: str,
    headers: Sequence[tuple[str, str]],
    *,
    connect_seconds: float,
) -> AsyncIterator[StreamLine]:
    """A GET of `target` at a service's address; the connection ends with the block.

    Raises LineNotOpened, MalformedRequest."""
    parts = urlsplit(address)
    request = _render(parts.netloc, parts.path + target, headers)
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(connect_seconds):
            transport, line = await loop.create_connection(
                lambda: StreamLine(request),
                parts.hostname or "",
                parts.port or _PORTS[parts.scheme],
                ssl=True if parts.scheme == "https" else None,
            )
    except (OSError, TimeoutError) as error:
        raise LineNotOpened(repr(error)) from None
    try:
        yield line
    finally:
        transport.abort()


def _render(host: str, target: str, headers: Sequence[tuple[str, str]]) -> bytes:
    names = {name for name, _ in headers}
    own = [("connection", "close")] + ([] if "host" in names else [("host", host)])
    lines = [f"GET {target} HTTP/1.1", *(f"{n}: {v}" for n, v in [*headers, *own])]
    if any("\r" in line or "\n" in line for line in lines):
        raise MalformedRequest  # nothing that was parsed has any
    return "\r\n".join([*lines, "", ""]).encode()

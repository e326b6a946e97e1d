"""A connection to a service: one exchange after the other, as lean as it can be.

Why no client library does this: docs/decisions/0009."""

import asyncio
from typing import Protocol, cast

import httptools

from gateway.address import Address
from gateway.asgi import Headers
from gateway.whole_answer import read_whole

_MOST_WAITING_BYTES = 64 * 1024


class LineNotOpened(Exception):
    """There is no connection to be had; the request has reached nobody."""


class LineBroken(Exception):
    """The other side went, or spoke no HTTP, before its answer was whole."""


class Reader(Protocol):
    """Somebody who does not wait for an answer but is told.

    `own_names` are headers that he tells himself, whatever the service says."""

    own_names: frozenset[bytes]

    def on_whole(self, status: int, header_lines: list[bytes], body: bytes) -> None:
        """The answer came in one piece, and has been read."""
        ...

    def on_news(self) -> None:
        """More of an answer is there to be read, or none will be."""
        ...


class Line(asyncio.Protocol):
    """A connection: asks, and reads the answer piece by piece.

    Who does not read holds up the other side after 64 KB. Two ways to read: wait for
    each piece, or be told that there is news and take what is there."""

    __slots__ = (
        "_chunks",
        "_has_head",
        "_is_head_request",
        "_is_kept",
        "_is_lost",
        "_is_paused",
        "_is_whole",
        "_parser",
        "_reader",
        "_tells_length",
        "_transport",
        "_waiting",
        "_waiting_bytes",
        "_writable",
        "has_heard",
        "headers",
        "idle_since",
        "said",
        "status",
    )

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self._reader: Reader | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._is_lost = self._is_whole = self._is_kept = self._is_paused = False
        self.idle_since = 0.0
        self.headers: Headers = []
        self.said: dict[bytes, bytes] = {}
        self._chunks: list[bytes] = []
        self.has_heard = False
        self._is_head_request = self._tells_length = False
        self._begin(is_head=False)

    @property
    def has_head(self) -> bool:
        """Status and headers of the answer are there."""
        return self._has_head

    @property
    def is_lost(self) -> bool:
        """The connection has ended."""
        return self._is_lost

    @property
    def is_whole(self) -> bool:
        """All of the answer has come."""
        return self._is_whole

    @property
    def is_finished(self) -> bool:
        """The answer is whole, and all of it was read."""
        return self._is_whole and not self._chunks

    @property
    def is_reusable(self) -> bool:
        """It may be asked again, by both sides' word."""
        return (
            self._is_whole and not self._chunks and self._is_kept and not self._is_lost
        )

    def ask(
        self, request: bytes, *, is_head: bool, reader: Reader | None = None
    ) -> None:
        """Sends a whole request; what was read of the last one is forgotten."""
        self._begin(is_head=is_head)
        self._reader = reader
        if self._transport:
            self._transport.write(request)

    async def write(self, data: bytes) -> None:
        """More of the body, as fast as it is taken. Raises LineBroken."""
        if self._is_lost or self._transport is None:
            raise LineBroken
        self._transport.write(data)
        if self._writable:
            await self._writable

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
        return self.take()

    def take(self) -> bytes:
        """What has come since the last time, without waiting for more."""
        chunks = self._chunks
        whole = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        chunks.clear()
        self._waiting_bytes = 0
        if self._is_paused and self._transport and not self._is_lost:
            self._is_paused = False
            self._transport.resume_reading()
        return whole

    def rest(self, now: float) -> None:
        """Nobody reads it until it is asked again."""
        self._reader = None
        self.headers = []
        self.idle_since = now

    def abort(self) -> None:
        """Ends it at once; the other side sees that nobody waits any more."""
        self._is_lost = True
        self._reader = None
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is there."""
        # uvloop's is one in all but name.
        self._transport = cast("asyncio.Transport", transport)

    def pause_writing(self) -> None:
        """The other side takes no more for the moment."""
        self._writable = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        """It does again."""
        if self._writable and not self._writable.done():
            self._writable.set_result(None)
        self._writable = None

    def data_received(self, data: bytes) -> None:
        """Reads what it can."""
        if self._is_whole:
            # Nobody has asked: the next answer must not begin with this.
            self.abort()
            return
        if not self.has_heard:
            self.has_heard = True
            if self._reader and not self._is_head_request:
                whole = read_whole(data, self._reader.own_names)
                if whole:
                    # The parser has seen nothing of it, and is ready for the next one.
                    self._is_whole = self._is_kept = True
                    status, lines, body_at = whole
                    self._reader.on_whole(status, lines, data[body_at:])
                    return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._break()
        self._wake()

    def connection_lost(self, _: Exception | None) -> None:
        """An answer that names no length ends with its connection."""
        is_whole_by_this = self._has_head and not self._tells_length
        self._is_whole = self._is_whole or is_whole_by_this
        self._is_lost = True
        self.resume_writing()
        self._wake()

    def on_message_begin(self) -> None:
        """An answer; or one too many in the same breath, at which the parser stops."""
        if self._is_whole:
            raise LineBroken

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """The answer begins, or a word that one is to come (1xx)."""
        status = self._parser.get_status_code()
        if status < 200:
            self.headers = []
            return
        self.status = status
        self._has_head = True
        self.said = said = dict(self.headers)
        self._tells_length = b"content-length" in said or b"transfer-encoding" in said
        # The parser does not know that none will follow.
        self._is_whole = self._is_head_request

    def on_body(self, body: bytes) -> None:
        """A piece of the answer."""
        self._chunks.append(body)
        self._waiting_bytes += len(body)
        if self._waiting_bytes > _MOST_WAITING_BYTES and self._transport:
            self._is_paused = True
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        """The answer is whole, if it was one."""
        self._is_whole = self._has_head
        # The parser forgets it after this. To a HEAD it expects what never comes.
        self._is_kept = bool(self._parser.should_keep_alive())

    def _break(self) -> None:
        """No more can be read from it, which whoever waits is told."""
        self._is_lost = True
        if self._transport:
            self._transport.abort()

    def _begin(self, *, is_head: bool) -> None:
        # One parser reads answer after answer, but not after one to a HEAD.
        if self._is_head_request:
            self._parser = httptools.HttpResponseParser(self)
        self._is_head_request = is_head
        self._chunks = []
        self._waiting_bytes = 0
        self._has_head = self._is_whole = self._is_kept = self._is_paused = False
        self.has_heard = False
        self.status = 0
        self.headers = []

    async def _wait(self) -> None:
        if self._is_lost:
            raise LineBroken
        self._waiting = asyncio.get_running_loop().create_future()
        try:
            await self._waiting
        finally:
            self._waiting = None

    def _wake(self) -> None:
        if self._reader:
            self._reader.on_news()
        elif self._waiting and not self._waiting.done():
            self._waiting.set_result(None)


async def connect(address: Address, seconds: float) -> Line:
    """A new connection to a service. Raises LineNotOpened."""
    try:
        async with asyncio.timeout(seconds):
            _, line = await asyncio.get_running_loop().create_connection(
                Line,
                address.host,
                address.port,
                ssl=True if address.is_tls else None,
            )
    except (OSError, TimeoutError) as error:
        raise LineNotOpened(repr(error)) from None
    return line

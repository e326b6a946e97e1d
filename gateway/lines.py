"""Connections to services: one exchange after the other, each as lean as it can be.

Why no client library does this: docs/decisions/0009."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

import httptools

from gateway.asgi import Headers
from libs.common.errors import MalformedRequest
from libs.common.tasks import end_tasks

_MOST_WAITING_BYTES = 64 * 1024
_PORTS = {"http": 80, "https": 443}
# Services end idle connections after 5 s (uvicorn's default): let go of them before.
_IDLE_SECONDS = 4.0
_MOST_IDLE = 256
# Asked twice, they do what they do once (RFC 9110, 9.2.2), so that a connection which
# the service has just let go of does no harm.
_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS"})


class LineNotOpened(Exception):
    """There is no connection to be had; the request has reached nobody."""


class LineBroken(Exception):
    """The other side went, or spoke no HTTP, before its answer was whole."""


@dataclass(frozen=True, slots=True)
class Question:
    """A request. `address` is a service's, to which `target` is added.

    `body` is there whole, or comes bit by bit: then `length` is what was announced,
    None if nothing was."""

    address: str
    method: str
    target: str
    headers: Sequence[tuple[str, str]]
    body: bytes | AsyncIterator[bytes] = b""
    length: int | None = None


class Line(asyncio.Protocol):
    """A connection: asks, and reads the answer piece by piece.

    Who does not read holds up the other side after 64 KB."""

    __slots__ = (
        "_chunks",
        "_has_head",
        "_is_head_request",
        "_is_kept",
        "_is_lost",
        "_is_paused",
        "_is_whole",
        "_parser",
        "_transport",
        "_waiting",
        "_waiting_bytes",
        "_writable",
        "has_heard",
        "headers",
        "idle_since",
        "status",
    )

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self._is_lost = self._is_whole = self._is_kept = self._is_paused = False
        self.idle_since = 0.0
        self.headers: Headers = []
        self._chunks: list[bytes] = []
        self._begin(is_head=False)

    @property
    def is_lost(self) -> bool:
        """The connection has ended."""
        return self._is_lost

    @property
    def is_finished(self) -> bool:
        """The answer is whole, and all of it was read."""
        return self._is_whole and not self._chunks

    @property
    def is_reusable(self) -> bool:
        """It may be asked again, by both sides' word."""
        return self.is_finished and self._is_kept and not self._is_lost

    def ask(self, request: bytes, *, is_head: bool) -> None:
        """Sends a whole request; what was read of the last one is forgotten."""
        self._begin(is_head=is_head)
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
        whole = b"".join(self._chunks)
        self._chunks.clear()
        self._waiting_bytes = 0
        if self._is_paused and self._transport and not self._is_lost:
            self._is_paused = False
            self._transport.resume_reading()
        return whole

    def abort(self) -> None:
        """Ends it at once; the other side sees that nobody waits any more."""
        self._is_lost = True
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
        self.has_heard = True
        if self._is_whole:
            # Nobody has asked: the next answer must not begin with this.
            self.abort()
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self.abort()
        self._wake()

    def connection_lost(self, _: Exception | None) -> None:
        """An answer that names no length ends with its connection."""
        names = {name for name, _ in self.headers}
        has_length = names & {b"content-length", b"transfer-encoding"}
        self._is_whole = self._is_whole or (self._has_head and not has_length)
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

    def _begin(self, *, is_head: bool) -> None:
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
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)


class LinePool:
    """Lines that were used and may be used again, by address."""

    def __init__(self, connect_seconds: float) -> None:
        self._connect_seconds = connect_seconds
        self._idle: dict[str, list[Line]] = {}

    def close(self) -> None:
        """Ends those that are idle."""
        for lines in self._idle.values():
            for line in lines:
                line.abort()
        self._idle.clear()

    @asynccontextmanager
    async def ask(self, question: Question) -> AsyncIterator[Line]:
        """The line with the head of the answer; kept for the next one if the answer
        was read to its end, else ended.

        Raises LineNotOpened, LineBroken, MalformedRequest."""
        request = render(question)
        if not isinstance(question.body, bytes):
            async with self._send_to(question, request, question.body) as line:
                yield line
            return
        line = await self._ask(question, request)
        try:
            yield line
        finally:
            self._keep(question.address, line)

    @asynccontextmanager
    async def _send_to(
        self, question: Question, request: bytes, body: AsyncIterator[bytes]
    ) -> AsyncIterator[Line]:
        """Over a line of its own: who stops sending halfway has spoilt it."""
        line = await connect(question.address, self._connect_seconds)
        line.ask(request, is_head=question.method == "HEAD")
        sending = asyncio.create_task(
            _send(line, body, is_chunked=question.length is None)
        )
        try:
            try:
                await line.read_head()
            except LineBroken:
                if sending.done() and (error := sending.exception()):
                    raise error from None
                raise
            yield line
        finally:
            await end_tasks(sending)
            line.abort()

    async def _ask(self, question: Question, request: bytes) -> Line:
        is_head = question.method == "HEAD"
        if line := self._take(question.address):
            try:
                return await _ask_over(line, request, is_head=is_head)
            except LineBroken:
                if line.has_heard or question.method not in _REPEATABLE:
                    raise
        line = await connect(question.address, self._connect_seconds)
        return await _ask_over(line, request, is_head=is_head)

    def _take(self, address: str) -> Line | None:
        lines = self._idle.get(address)
        oldest = asyncio.get_running_loop().time() - _IDLE_SECONDS
        while lines:
            line = lines.pop()
            if not line.is_lost and line.idle_since > oldest:
                return line
            line.abort()
        return None

    def _keep(self, address: str, line: Line) -> None:
        lines = self._idle.setdefault(address, [])
        if not line.is_reusable or len(lines) >= _MOST_IDLE:
            line.abort()
            return
        line.idle_since = asyncio.get_running_loop().time()
        lines.append(line)


async def connect(address: str, seconds: float) -> Line:
    """A new connection to a service. Raises LineNotOpened."""
    parts = urlsplit(address)
    try:
        async with asyncio.timeout(seconds):
            _, line = await asyncio.get_running_loop().create_connection(
                Line,
                parts.hostname or "",
                parts.port or _PORTS[parts.scheme],
                ssl=True if parts.scheme == "https" else None,
            )
    except (OSError, TimeoutError) as error:
        raise LineNotOpened(repr(error)) from None
    return line


def render(question: Question) -> bytes:
    """A request as it goes over the wire, with its body if that is there whole.

    Raises MalformedRequest."""
    parts = urlsplit(question.address)
    lines = [f"{question.method} {parts.path}{question.target} HTTP/1.1"]
    has_host = has_length = False
    for name, value in question.headers:
        if name == "content-length":
            has_length = True
            continue
        has_host = has_host or name == "host"
        lines.append(f"{name}: {value}")
    body = question.body if isinstance(question.body, bytes) else None
    if body is None and question.length is None:
        lines.append("transfer-encoding: chunked")
    elif body is None:
        lines.append(f"content-length: {question.length}")
    elif body or has_length:
        lines.append(f"content-length: {len(body)}")
    if not has_host:
        lines.append(f"host: {parts.netloc}")
    head = "\r\n".join(lines)
    # Nothing that was parsed has an end of a line in it.
    if head.count("\r") != len(lines) - 1 or head.count("\n") != len(lines) - 1:
        raise MalformedRequest
    return f"{head}\r\n\r\n".encode() + (body or b"")


async def _ask_over(line: Line, request: bytes, *, is_head: bool) -> Line:
    """The line with the head of the answer; ended if there is none."""
    try:
        line.ask(request, is_head=is_head)
        await line.read_head()
    except BaseException:
        line.abort()
        raise
    return line


async def _send(line: Line, body: AsyncIterator[bytes], *, is_chunked: bool) -> None:
    """Sends a body. What stops it ends the line, whose reader is told why."""
    try:
        async for chunk in body:
            await line.write(
                b"%x\r\n%b\r\n" % (len(chunk), chunk) if is_chunked else chunk
            )
        if is_chunked:
            await line.write(b"0\r\n\r\n")
    except LineBroken:
        return
    except BaseException:
        line.abort()
        raise

"""Connections to services, kept for whoever asks next."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.line import Line, LineBroken, connect
from gateway.question import Question, render
from libs.common.tasks import end_tasks

# Services end idle connections after 5 s (uvicorn's default): let go of them before.
_IDLE_SECONDS = 4.0
_MOST_IDLE = 256
# Asked twice, they do what they do once (RFC 9110, 9.2.2), so that a connection which
# the service has just let go of does no harm.
_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS"})


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

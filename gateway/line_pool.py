"""The connections to one service, kept for whoever asks next."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.address import Address
from gateway.line import Line, LineBroken, LineNotOpened, connect
from gateway.question import Question, render
from gateway.turns import Bounds, TooMany, Turn, Turns
from libs.common.tasks import end_tasks

# Services end idle connections after 5 s (uvicorn's default): let go of them before.
_IDLE_SECONDS = 4.0
_MOST_IDLE = 256
# Asked twice, they do what they do once (RFC 9110, 9.2.2), so that a connection which
# the service has just let go of does no harm.
REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS"})


class LinePool:
    """Lines that were used and may be used again, and whose turn it is to use one."""

    def __init__(
        self, address: Address, connect_seconds: float, bounds: Bounds | None = None
    ) -> None:
        self.address = address
        self.turns = Turns(bounds or Bounds(), time.monotonic)
        self._connect_seconds = connect_seconds
        self._idle: list[Line] = []

    def close(self) -> None:
        """Ends those that are idle."""
        for line in self._idle:
            line.abort()
        self._idle.clear()

    def take_idle(self) -> Line | None:
        """A line that is open, if there is one."""
        oldest = time.monotonic() - _IDLE_SECONDS
        while self._idle:
            line = self._idle.pop()
            if not line.is_lost and line.idle_since > oldest:
                return line
            line.abort()
        return None

    async def connect(self) -> Line:
        """A new line. Raises LineNotOpened."""
        return await connect(self.address, self._connect_seconds)

    def keep(self, line: Line) -> None:
        """Takes a line back: kept if its answer was read to the end, else ended."""
        if line.is_reusable and len(self._idle) < _MOST_IDLE:
            line.rest(time.monotonic())
            self._idle.append(line)
        else:
            line.abort()

    @asynccontextmanager
    async def ask(self, question: Question) -> AsyncIterator[Line]:
        """The line with the head of the answer; kept for the next one if the answer
        was read to its end, else ended.

        Raises LineNotOpened, LineBroken, TooMany, CircuitOpen, MalformedRequest."""
        request = render(question, self.address)
        turn = await self.turns.take()
        try:
            async with self._open(question, request, turn) as line:
                turn.succeed()
                if not line.is_whole:
                    turn.set_apart()
                yield line
        except TooMany:
            raise
        except (LineNotOpened, LineBroken):
            turn.fail()
            raise
        finally:
            turn.end()

    @asynccontextmanager
    async def _open(
        self, question: Question, request: bytes, turn: Turn
    ) -> AsyncIterator[Line]:
        if not isinstance(question.body, bytes):
            turn.set_apart()
            async with self._send_to(question, request, question.body) as line:
                yield line
            return
        line = await self._ask(question, request)
        try:
            yield line
        finally:
            self.keep(line)

    @asynccontextmanager
    async def _send_to(
        self, question: Question, request: bytes, body: AsyncIterator[bytes]
    ) -> AsyncIterator[Line]:
        """Over a line of its own: who stops sending halfway has spoilt it."""
        line = await self.connect()
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
        if line := self.take_idle():
            try:
                return await _ask_over(line, request, is_head=is_head)
            except LineBroken:
                if line.has_heard or question.method not in REPEATABLE:
                    raise
        return await _ask_over(await self.connect(), request, is_head=is_head)


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

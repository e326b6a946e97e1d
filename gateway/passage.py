"""A request's way to its service and back without a task of its own: by callbacks.

For requests without a body of which all is known at once, which is most of them. A
task, its coroutines and the messages of ASGI cost more than all else that is done."""

import asyncio
from contextvars import Context
from typing import Protocol

import structlog
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from gateway.asgi import Headers
from gateway.door import CLIENT_GONE_STATUS, Door
from gateway.exchange import Exchange, explain
from gateway.headers import WITHOUT_BODY, keep_for_client
from gateway.line import Line, LineBroken, LineNotOpened
from gateway.open_streams import is_event_stream
from gateway.parts import Parts
from gateway.proxy import Errand
from gateway.question import render
from gateway.turns import Turn
from gateway.watch import NEVER
from libs.common.errors import DomainError, InternalError
from libs.common.observability.correlation import bind_request_id

log = structlog.get_logger()


class Connection(Protocol):
    """The client's side."""

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    deadline: float

    @property
    def default_headers(self) -> Headers:
        """Of every answer: its date."""
        ...

    def on_response_complete(self) -> None:
        """The next request may begin."""
        ...


class Passage:
    """One request under way. `leave`, `resume`, `expire` and `stop` tell it what
    happens around it; each of them may be the end of it.

    It stands where uvicorn has its own cycle, of which the first four names are."""

    response_complete = False
    keep_alive = True
    disconnected = False
    more_body = False
    _request = b""
    _turn: Turn | None = None
    _line: Line | None = None
    _opening: "asyncio.Task[Line] | None" = None
    _is_fresh = False
    _is_blocked = False
    _is_chunked = False
    _is_stream = False

    def __init__(
        self,
        parts: Parts,
        door: Door,
        connection: Connection,
        exchange: Exchange,
        errand: Errand,
    ) -> None:
        self._parts = parts
        self._door = door
        self._connection = connection
        self._exchange = exchange
        self._errand = errand
        self._pool = parts.upstreams.pool(errand.service)

    @property
    def message_event(self) -> "Passage":
        """What uvicorn sets when more of a body has come, or nobody is there."""
        return self

    def set(self) -> None:
        """There is no body, and `leave` tells that nobody is there."""

    def start(self) -> None:
        """Sets out. Raises MalformedRequest."""
        self._request = render(self._errand.question, self._pool.address)
        self._wait(self._errand.first_byte_seconds)
        self._parts.metrics.in_flight += 1
        self._parts.metrics.express += 1
        try:
            self._turn = self._pool.turns.take_now()
        except LineNotOpened as error:
            self._connection.loop.call_soon(self._fail, error)
            return
        if self._turn and (line := self._pool.take_idle()):
            self._ask(line)
        else:
            self._open()

    def leave(self) -> None:
        """The client is gone, and nobody waits for an answer."""
        if not self.response_complete:
            answer = self._exchange.answer
            answer.status = answer.status or CLIENT_GONE_STATUS
            self._end()

    def block(self) -> None:
        """The client takes no more for the moment."""
        self._is_blocked = True

    def resume(self) -> None:
        """It does again."""
        self._is_blocked = False
        if self._exchange.answer.is_started and not self.response_complete:
            self._pass_on()

    def expire(self) -> None:
        """The service's time is over."""
        self._fail(TimeoutError())

    def stop(self) -> None:
        """A stream's time is over: its session has ended, or the gateway ends."""
        if not self.response_complete and self._exchange.answer.is_started:
            self._send(
                self._parts.streams.farewell(self._exchange.answer.last_sent),
                is_last=True,
            )
            self._finish()

    def _open(self) -> None:
        self._opening = self._connection.loop.create_task(self._open_line())
        self._opening.add_done_callback(self._on_opened)

    async def _open_line(self) -> Line:
        if self._turn is None:
            self._turn = await self._pool.turns.take()
        self._is_fresh = True
        return await self._pool.connect()

    def _on_opened(self, opening: "asyncio.Task[Line]") -> None:
        self._opening = None
        error = None if opening.cancelled() else opening.exception()
        if self.response_complete:
            if not opening.cancelled() and error is None:
                opening.result().abort()
            self._end_turn()
        elif error is not None:
            self._fail(error)
        elif not opening.cancelled():
            self._ask(opening.result())

    def _ask(self, line: Line) -> None:
        self._line = line
        is_head = self._exchange.answer.is_head
        line.ask(self._request, is_head=is_head, on_news=self._on_news)

    def _on_news(self) -> None:
        try:
            self._go_on()
        except Exception:
            log.exception("unexpected_error")
            self._fail(InternalError())

    def _go_on(self) -> None:
        line = self._line
        if line is None or self.response_complete:
            return
        if not self._exchange.answer.is_started:
            if not line.has_head:
                if line.is_lost:
                    self._try_again(line)
                return
            try:
                head = self._begin(line)
            except LineNotOpened as error:
                self._fail(error)
                return
            self._pass_on(head)
            if self._is_stream and not self.response_complete:
                self._settle(line)
        elif not self._is_blocked:
            self._pass_on()

    def _settle(self, line: Line) -> None:
        """A stream stays for long, and keeps no more than it needs."""
        self._request = self._errand.question.headers = b""
        line.headers, line.said = [], {}
        self._parts.streams.add(self, self._exchange)

    def _try_again(self, line: Line) -> None:
        """A line that was kept may have been let go by the service meanwhile."""
        if self._is_fresh or line.has_heard:
            self._fail(LineBroken())
        else:
            self._line = None
            self._open()

    def _begin(self, line: Line) -> bytes:
        """The head of the answer. Raises TooMany."""
        if self._turn:
            self._turn.succeed()
            if not line.is_whole:
                self._turn.set_apart()
        answer = self._exchange.answer
        said = line.said
        headers = keep_for_client(line.status, line.headers)
        if not answer.is_head and line.status not in WITHOUT_BODY:
            self._is_chunked = b"content-length" not in said
        self._is_stream = is_event_stream(said)
        return self._render_head(line.status, headers)

    def _render_head(self, status: int, headers: Headers) -> bytes:
        answer = self._exchange.answer
        answer.status = status
        lines = [STATUS_LINE[status]]
        for name, value in self._connection.default_headers:
            lines += (name, b": ", value, b"\r\n")
        for name, value in answer.complete(headers):
            lines += (name, b": ", value, b"\r\n")
        if self._is_chunked:
            lines.append(b"transfer-encoding: chunked\r\n")
        if not self.keep_alive:
            lines.append(b"connection: close\r\n")
        lines.append(b"\r\n")
        return b"".join(lines)

    def _pass_on(self, head: bytes = b"") -> None:
        """Hands on what is there of the answer."""
        line = self._line
        if line is None:
            return
        chunk = line.take()
        is_whole = line.is_whole
        self._send(chunk, is_last=is_whole, head=head)
        if is_whole:
            self._finish()
        elif line.is_lost:
            self._break_off(LineBroken())
        elif self._is_blocked:
            pass  # it is the client that is waited for, by its connection
        elif self._is_stream:
            self._connection.deadline = NEVER
        else:
            self._wait(self._parts.settings.idle_timeout_seconds)

    def _send(self, chunk: bytes, *, is_last: bool, head: bytes = b"") -> None:
        self._exchange.answer.count(chunk)
        if self._is_chunked:
            if chunk:
                chunk = b"%x\r\n%b\r\n" % (len(chunk), chunk)
            if is_last:
                chunk += b"0\r\n\r\n"
        if head or chunk:
            self._connection.transport.write(head + chunk)

    def _fail(self, error: BaseException) -> None:
        """There will be no answer of the service, so the client gets one of ours."""
        if self.response_complete:
            return
        if self._exchange.answer.is_started:
            self._break_off(error)
            return
        is_their_fault = isinstance(error, (LineNotOpened, LineBroken))
        if self._turn and is_their_fault:
            self._turn.fail()
        status, headers, body = Context().run(self._explain, error)
        self._is_chunked = False
        head = self._render_head(
            status, [*headers, (b"content-length", b"%d" % len(body))]
        )
        self._send(
            b"" if self._exchange.answer.is_head else body, is_last=True, head=head
        )
        self._finish()

    def _explain(self, error: BaseException) -> tuple[int, Headers, bytes]:
        bind_request_id(self._exchange.request_id)
        if isinstance(error, DomainError):
            return explain(error)
        service = self._errand.service
        log.warning("service_failed", service=service, reason=repr(error))
        return explain(self._parts.upstreams.explain_failure(service, error))

    def _break_off(self, error: BaseException) -> None:
        """Too late for another status: the connection breaks, and is seen to."""
        Context().run(self._tell_of_break, error)
        self._end()
        self._connection.transport.close()

    def _tell_of_break(self, error: BaseException) -> None:
        bind_request_id(self._exchange.request_id)
        log.warning(
            "answer_broken_off", service=self._errand.service, reason=repr(error)
        )

    def _finish(self) -> None:
        self._end()
        if not self.keep_alive:
            self._connection.transport.close()
        self._connection.on_response_complete()

    def _end(self) -> None:
        """Lets go of all it holds, and keeps account of it."""
        self.response_complete = True
        if self._opening:
            self._opening.cancel()
        else:
            self._end_turn()
        if self._line:
            self._pool.keep(self._line)
            self._line = None
        if self._is_stream:
            self._parts.streams.discard(self)
        self._parts.metrics.in_flight -= 1
        self._door.record(self._exchange)

    def _end_turn(self) -> None:
        if self._turn:
            self._turn.end()
            self._turn = None

    def _wait(self, seconds: float) -> None:
        self._connection.deadline = self._parts.watch.after(seconds)

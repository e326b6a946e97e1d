"""A request's way to its service and back without a task of its own: by callbacks.

For requests without a body of which all is known at once, which is most of them. A
task, its coroutines and the messages of ASGI cost more than all else that is done."""

import asyncio
import time
from contextvars import Context
from typing import Protocol

import structlog
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from gateway.asgi import Headers
from gateway.door import CLIENT_GONE_STATUS
from gateway.exchange import Exchange, explain
from gateway.headers import WITHOUT_BODY, keep_for_client
from gateway.line import Line, LineBroken, LineNotOpened
from gateway.open_streams import is_event_stream
from gateway.plan import Plan
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
    _turn: Turn | None = None
    _line: Line | None = None
    _opening: "asyncio.Task[Line] | None" = None
    _is_fresh = False
    _is_blocked = False
    _is_chunked = False
    _is_stream = False

    def __init__(self, connection: Connection, plan: Plan, request_id: str) -> None:
        self._connection = connection
        self._plan = plan
        self._request_id = request_id
        self._begun_at = time.perf_counter()
        self._exchange: Exchange | None = None
        self.own_names = plan.own_names

    @property
    def exchange(self) -> Exchange:
        """What comes in and goes back; not needed where an answer is there at once."""
        if self._exchange is None:
            self._exchange = self._plan.open_exchange(self._request_id, self._begun_at)
        return self._exchange

    @property
    def message_event(self) -> "Passage":
        """What uvicorn sets when more of a body has come, or nobody is there."""
        return self

    def set(self) -> None:
        """There is no body, and `leave` tells that nobody is there."""

    def start(self) -> None:
        """Sets out."""
        plan = self._plan
        parts, pool = plan.parts, plan.pool
        self._connection.deadline = parts.watch.now + plan.patience
        parts.metrics.in_flight += 1
        parts.metrics.express += 1
        try:
            self._turn = pool.turns.take_now()
        except LineNotOpened as error:
            self._connection.loop.call_soon(self._fail, error)
            return
        if self._turn and (line := pool.take_idle()):
            self._ask(line)
        else:
            self._open()

    def leave(self) -> None:
        """The client is gone, and nobody waits for an answer."""
        if not self.response_complete:
            answer = self.exchange.answer
            answer.status = answer.status or CLIENT_GONE_STATUS
            self._end()

    def block(self) -> None:
        """The client takes no more for the moment."""
        self._is_blocked = True

    def resume(self) -> None:
        """It does again."""
        self._is_blocked = False
        if self._is_started and not self.response_complete:
            self._pass_on()

    def expire(self) -> None:
        """The service's time is over."""
        self._fail(TimeoutError())

    def stop(self) -> None:
        """A stream's time is over: its session has ended, or the gateway ends."""
        if not self.response_complete and self._is_started:
            streams, answer = self._plan.parts.streams, self.exchange.answer
            self._send(streams.farewell(answer.last_sent), is_last=True)
            self._finish()

    @property
    def _is_started(self) -> bool:
        return self._exchange is not None and self._exchange.answer.is_started

    def _open(self) -> None:
        self._opening = self._connection.loop.create_task(self._open_line())
        self._opening.add_done_callback(self._on_opened)

    async def _open_line(self) -> Line:
        pool = self._plan.pool
        if self._turn is None:
            self._turn = await pool.turns.take()
        self._is_fresh = True
        return await pool.connect()

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
        plan = self._plan
        request = plan.render(self._request_id)
        line.ask(request, is_head=plan.is_head, reader=self)

    def on_whole(self, status: int, header_lines: list[bytes], body: bytes) -> None:
        """See `Reader`."""
        try:
            self._hand_over(status, header_lines, body)
        except Exception:
            log.exception("unexpected_error")
            self._fail(InternalError())

    def _hand_over(self, status: int, header_lines: list[bytes], body: bytes) -> None:
        """The answer goes on as it came, and all is over."""
        parts = self._begin_head(status)
        parts += header_lines
        parts += (
            b"x-request-id: ",
            self._request_id.encode(),
            b"\r\n",
            self._plan.own_lines,
            b"\r\n" if self.keep_alive else b"connection: close\r\n\r\n",
            body,
        )
        self._connection.transport.write(b"".join(parts))
        if self._turn:
            self._turn.succeed()
        self._finish((status, len(body)))

    def on_news(self) -> None:
        """See `Reader`."""
        try:
            self._go_on()
        except Exception:
            log.exception("unexpected_error")
            self._fail(InternalError())

    def _go_on(self) -> None:
        line = self._line
        if line is None or self.response_complete:
            return
        if not self._is_started:
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
        line.headers, line.said = [], {}
        self._plan.parts.streams.add(self, self.exchange)

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
        said = line.said
        headers = keep_for_client(line.status, line.headers)
        if not self._plan.is_head and line.status not in WITHOUT_BODY:
            self._is_chunked = b"content-length" not in said
        self._is_stream = is_event_stream(said)
        return self._render_head(line.status, headers)

    def _render_head(self, status: int, headers: Headers) -> bytes:
        answer = self.exchange.answer
        answer.status = status
        lines = self._begin_head(status)
        for name, value in answer.complete(headers):
            lines += (name, b": ", value, b"\r\n")
        if self._is_chunked:
            lines.append(b"transfer-encoding: chunked\r\n")
        if not self.keep_alive:
            lines.append(b"connection: close\r\n")
        lines.append(b"\r\n")
        return b"".join(lines)

    def _begin_head(self, status: int) -> list[bytes]:
        lines = [STATUS_LINE[status]]
        for name, value in self._connection.default_headers:
            lines += (name, b": ", value, b"\r\n")
        return lines

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
            parts = self._plan.parts
            self._connection.deadline = parts.watch.after(
                parts.settings.idle_timeout_seconds
            )

    def _send(self, chunk: bytes, *, is_last: bool, head: bytes = b"") -> None:
        self.exchange.answer.count(chunk)
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
        if self._is_started:
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
        self._send(b"" if self._plan.is_head else body, is_last=True, head=head)
        self._finish()

    def _explain(self, error: BaseException) -> tuple[int, Headers, bytes]:
        bind_request_id(self._request_id)
        if isinstance(error, DomainError):
            return explain(error)
        service = self._plan.service
        log.warning("service_failed", service=service, reason=repr(error))
        return explain(self._plan.parts.upstreams.explain_failure(service, error))

    def _break_off(self, error: BaseException) -> None:
        """Too late for another status: the connection breaks, and is seen to."""
        Context().run(self._tell_of_break, error)
        self._end()
        self._connection.transport.close()

    def _tell_of_break(self, error: BaseException) -> None:
        bind_request_id(self._request_id)
        log.warning("answer_broken_off", service=self._plan.service, reason=repr(error))

    def _finish(self, whole: tuple[int, int] | None = None) -> None:
        self._end(whole)
        if not self.keep_alive:
            self._connection.transport.close()
        self._connection.on_response_complete()

    def _end(self, whole: tuple[int, int] | None = None) -> None:
        """Lets go of all it holds, and keeps account of it: of its status and the bytes
        of its body, where it was whole at once."""
        self.response_complete = True
        if self._opening:
            self._opening.cancel()
        else:
            self._end_turn()
        plan = self._plan
        if self._line:
            plan.pool.keep(self._line)
            self._line = None
        if self._is_stream:
            plan.parts.streams.discard(self)
        plan.parts.metrics.in_flight -= 1
        if whole is None:
            answer = self.exchange.answer
            whole = answer.status, answer.sent_bytes
        status, sent_bytes = whole
        seconds = time.perf_counter() - self._begun_at
        plan.account(self._request_id, status, seconds, sent_bytes)

    def _end_turn(self) -> None:
        if self._turn:
            self._turn.end()
            self._turn = None

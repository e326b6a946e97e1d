"""The client's side of HTTP/1.1: uvicorn's, with bounds for hostile peers and an
express lane for the requests that need no task."""

import re
from contextvars import copy_context
from http import HTTPStatus
from itertools import chain
from typing import Any, cast

import orjson
from uvicorn.protocols.http.httptools_impl import (
    HttpToolsProtocol,
    RequestResponseCycle,
)

from gateway.asgi import Headers
from gateway.door import begin_exchange, read_request
from gateway.errors import HeadersTooLarge
from gateway.head import Head
from gateway.known_requests import KnownRequests
from gateway.parts import Parts
from gateway.passage import Passage
from gateway.plan import Plan
from gateway.public_door import PublicDoor
from gateway.watch import NEVER
from libs.common.errors import DomainError, MalformedRequest, render_error
from libs.common.ids import new_id_text
from libs.common.observability.correlation import bind_request_id

KEEP_ALIVE_SECONDS = 75.0
HEAD_SECONDS = 15.0
_MAX_HEAD_BYTES = 32 * 1024
_MAX_HEADERS = 100
_UNREADABLE = "unreadable"  # the route of what is no request, in metrics
_REFUSED_SECONDS = 2.0
_READING = {b"GET": "GET", b"HEAD": "HEAD"}
_REQUEST_LINE = re.compile(rb"(GET|HEAD) (/[!\"$-~]*) HTTP/1\.1")
_TARGET = re.compile(rb"/[!\"$-~]*")


class BoundedHttpProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, with bounds on the size of a request's head, on the time it
    takes to arrive and on that in which an answer is not taken, which it lacks (seen
    in 0.54)."""

    def __init__(
        self, *, parts: Parts, express: PublicDoor | None, **of_uvicorn: Any
    ) -> None:
        super().__init__(**of_uvicorn)
        self._parts = parts
        self._express = express
        self._passage: Passage | None = None
        self._peer = ""
        self._watch = parts.watch
        self._head_bytes = 0
        self._is_head_due = False
        self._is_between = True
        self._to_remember: tuple[Head, Plan] | None = None
        self._is_head_too_large = False
        self._is_refused = False
        self.deadline = NEVER

    @property
    def default_headers(self) -> Headers:
        """Of every answer: its date."""
        return self.server_state.default_headers

    @property
    def is_answering(self) -> bool:
        """A request is under way."""
        return bool(self.cycle) and not self.cycle.response_complete

    def connection_made(self, transport: Any) -> None:
        """A peer connects, and is expected to ask."""
        super().connection_made(transport)
        self._peer = self.client[0] if self.client else ""
        self._watch.add(self)
        self.deadline = self._watch.after(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """The peer is gone."""
        self._watch.discard(self)
        if self._passage:
            self._passage.leave()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """More of a request, or of several."""
        if self._is_refused:
            return
        is_whole = self._is_between and not self.is_answering
        if is_whole and self._express and self._set_out_as_known(self._express, data):
            return
        was_due, self._to_remember = self._is_head_due, None
        super().data_received(data)
        if is_whole and self._to_remember and self._is_between and self._express:
            self._remember(self._express.known, data, *self._to_remember)
        if self._is_head_due and not self._is_refused:
            self._wait_for_head(len(data) if was_due else 0)

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._to_remember = None
        self._is_between = False
        self._is_head_due = True
        self._head_bytes = 0

    def on_headers_complete(self) -> None:
        """The head is there; from here on others watch the time."""
        self._is_head_due = False
        if (
            self._parsed_head_bytes > _MAX_HEAD_BYTES
            or len(self.headers) > _MAX_HEADERS
        ):
            self._is_head_too_large = True
            raise HeadersTooLarge
        if self._express and self._set_out_as_parsed(self._express):
            return
        if not self.is_answering:
            self.deadline = NEVER
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of the request is there."""
        self._is_between = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The next request may begin; it begins, or is waited for."""
        self._passage = None
        if self.pipeline:
            super().on_response_complete()
            return
        # As uvicorn does, but for its timer: a deadline costs less.
        self.server_state.total_requests += 1
        flow = self.flow
        if flow.read_paused:
            flow.resume_reading()
        if not flow.write_paused:
            self._wait_for_request()

    def pause_writing(self) -> None:
        """The peer takes no more for the moment, which may not last."""
        super().pause_writing()
        if self._passage:
            self._passage.block()
        self.deadline = self._watch.after(self._parts.settings.idle_timeout_seconds)

    def resume_writing(self) -> None:
        """It does again."""
        self.deadline = NEVER
        super().resume_writing()
        if self._passage:
            self._passage.resume()
        elif not self.is_answering:
            self._wait_for_request()

    def expire(self) -> None:
        """Time is over: the peer sent no head, or took no answer, or is kept waiting
        for one by a service."""
        if self.flow.write_paused:
            self.transport.abort()
        elif self._passage:
            self._passage.expire()
        else:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP/1.1, or too much of it, is refused in the common shape."""
        if self.pipeline or (self.is_answering and not self.cycle.more_body):
            # Never before the answer that is under way; after it, all is over.
            self.cycle.keep_alive = False
            self.flow.pause_reading()
            return
        error = HeadersTooLarge() if self._is_head_too_large else MalformedRequest(msg)
        self._parts.metrics.of(_UNREADABLE, "").record(error.status_code, 0.0)
        # In a context of its own: the request id is nobody else's.
        self.transport.write(copy_context().run(_render_refusal, error))
        # Who is still sending reads this only if the connection is not reset meanwhile.
        self._is_refused = True
        self.transport.write_eof()
        self.deadline = self._watch.after(_REFUSED_SECONDS)

    def _set_out(self, plan: Plan) -> Passage | None:
        """The passage of a request that may begin, if all is known that it needs."""
        try:
            if not plan.may_pass():
                return None
        except Exception:
            # Whoever answers by the long way meets the same, and says what it is.
            return None
        passage = Passage(self, plan, plan.asked_id or new_id_text())
        self._passage = passage
        self.cycle = cast("RequestResponseCycle", passage)
        passage.start()
        return passage

    def _set_out_as_known(self, express: PublicDoor, data: bytes) -> bool:
        """Whether these bytes were one request that came before, or as one that did."""
        plan = express.known.plans.find(data)
        if plan is not None and plan.peer == self._peer:
            return bool(self._set_out(plan))
        line, _, raw_head = data.partition(b"\r\n")
        head = express.known.heads.find(raw_head)
        request = _REQUEST_LINE.fullmatch(line) if head else None
        if head is None or request is None:
            return False
        plan = self._make_plan(express, _READING[request[1]], request[2], head)
        if plan is None or not self._set_out(plan):
            return False
        express.known.plans.add(data, plan)
        return True

    def _set_out_as_parsed(self, express: PublicDoor) -> Passage | None:
        """The passage of the request that the parser has read the head of."""
        method, head = self.parser.get_method(), Head(self.headers)
        if (
            self.is_answering
            or method not in _READING
            or not _TARGET.fullmatch(self.url)
            or self.parser.get_http_version() != "1.1"
            or not head.is_plain
        ):
            return None
        plan = self._make_plan(express, _READING[method], self.url, head)
        passage = self._set_out(plan) if plan else None
        if plan and passage and self.parser.should_keep_alive():
            self._to_remember = head, plan
        elif passage:
            passage.keep_alive = False
        return passage

    def _make_plan(
        self, express: PublicDoor, method: str, url: bytes, head: Head
    ) -> Plan | None:
        exchange = begin_exchange(method, url, head, self._peer, self.scheme or "http")
        try:
            read_request(exchange)
            return express.make_plan(exchange)
        except Exception:
            # As above.
            return None

    def _remember(
        self, known: KnownRequests, data: bytes, head: Head, plan: Plan
    ) -> None:
        """Remembers a request, if these bytes were that one and no more."""
        line, _, raw_head = data.partition(b"\r\n")
        if _REQUEST_LINE.fullmatch(line):
            known.heads.add(raw_head, head)
            known.plans.add(data, plan)

    def _wait_for_request(self) -> None:
        wait = HEAD_SECONDS if self._is_head_due else KEEP_ALIVE_SECONDS
        self.deadline = self._watch.after(wait)

    def _wait_for_head(self, more_bytes: int) -> None:
        """The head is not whole yet: it may neither take for ever nor be endless."""
        if not more_bytes and not self.is_answering:
            self.deadline = self._watch.after(HEAD_SECONDS)
        self._head_bytes += more_bytes
        if max(self._head_bytes, self._parsed_head_bytes) > _MAX_HEAD_BYTES:
            self._is_head_too_large = True
            self.send_400_response("")

    @property
    def _parsed_head_bytes(self) -> int:
        return len(self.url) + sum(map(len, chain.from_iterable(self.headers)))


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

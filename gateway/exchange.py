"""One request on its way through: what came in, and what goes back."""

import time
from dataclasses import dataclass, field

import orjson

from gateway.asgi import Headers, Receive, Send
from gateway.caller import Caller
from gateway.head import Head
from gateway.paths import RequestPath
from gateway.routes import Route
from libs.common.errors import DomainError, render_error
from libs.common.identity import Identity
from libs.common.observability.trace_context import TraceContext

_JSON_HEADERS = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
)
_NOSNIFF = (b"x-content-type-options", b"nosniff")


class Answer:
    """What goes back to a client: counted, with what every answer carries."""

    __slots__ = ("extra_headers", "is_head", "last_sent", "sent_bytes", "status")

    def __init__(self, request_id: str, *, is_head: bool = False) -> None:
        self.status = 0
        self.sent_bytes = 0
        self.last_sent = b""
        self.is_head = is_head
        self.extra_headers: Headers = [
            (b"x-request-id", request_id.encode("ascii")),
            _NOSNIFF,
        ]

    @property
    def is_started(self) -> bool:
        """The status is on its way and can no longer be changed."""
        return self.status != 0

    def count(self, body: bytes) -> None:
        """A part of the body is sent."""
        if body:
            self.sent_bytes += len(body)
            self.last_sent = body[-4:]

    def complete(self, headers: Headers) -> Headers:
        """The headers of the answer; what is in `extra_headers` goes before others."""
        own = self.own_names
        kept = [header for header in headers if header[0] not in own]
        return kept + self.extra_headers

    @property
    def own_names(self) -> frozenset[bytes]:
        """The headers that we say, whatever the service says."""
        # What an answer varies by, both may know of.
        return frozenset(name for name, _ in self.extra_headers) - {b"vary"}


class Reply(Answer):
    """An answer that is sent by ASGI."""

    __slots__ = ("_send", "is_finished")

    def __init__(self, send: Send, request_id: str, *, is_head: bool = False) -> None:
        super().__init__(request_id, is_head=is_head)
        self._send = send
        self.is_finished = False

    async def start(self, status: int, headers: Headers) -> None:
        """Sends status and headers, with what every answer carries."""
        self.status = status
        await self._send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": self.complete(headers),
            }
        )

    async def send_body(self, body: bytes, *, more: bool) -> None:
        """Sends a part of the body; `more=False` ends the answer."""
        self.count(body)
        if not more:
            self.is_finished = True
        await self._send(
            {"type": "http.response.body", "body": body, "more_body": more}
        )

    async def send_whole(
        self, status: int, headers: Headers, body: bytes, *, is_open: bool = False
    ) -> None:
        """Sends a whole answer; for HEAD its body is left out. `is_open` leaves its
        formal end to the caller."""
        if status != 204:
            headers = [*headers, (b"content-length", str(len(body)).encode())]
        await self.start(status, headers)
        await self.send_body(b"" if self.is_head else body, more=is_open)

    async def send_json(self, status: int, value: object) -> None:
        """Sends a value as JSON that is not to be kept by caches."""
        await self.send_whole(status, list(_JSON_HEADERS), orjson.dumps(value))

    async def send_error(
        self, error: DomainError, *, close: bool = False, is_open: bool = False
    ) -> None:
        """Sends an error in the common shape; `close` ends the connection after it,
        `is_open` as in `send_whole`."""
        status, headers, body = explain(error)
        if close:
            headers.append((b"connection", b"close"))
        await self.send_whole(status, headers, body, is_open=is_open)


def explain(error: DomainError) -> tuple[int, Headers, bytes]:
    """Status, headers and body of an error in the common shape."""
    own = [
        (name.lower().encode("ascii"), value.encode("ascii", "replace"))
        for name, value in error.headers.items()
    ]
    body = orjson.dumps(render_error(error))
    return error.status_code, [*_JSON_HEADERS, *own], body


@dataclass(slots=True, kw_only=True)
class Exchange:
    """A request, read once, and its answer.

    `raw_path` and `raw_query` are as they came. `peer` is who has connected; `address`,
    `scheme` and `host` are those of the client, as far as they are known for sure.
    `trace` is where the client, or our own span, stands in a trace, and
    `own_traceparent` what services are told then; empty = what the client said."""

    method: str
    head: Head
    request_id: str
    raw_path: bytes
    raw_query: bytes
    path: RequestPath
    answer: Answer
    peer: str = ""
    query: str = ""
    address: str = ""
    scheme: str = "http"
    host: str = ""
    route: Route | None = None
    caller: Caller | None = None
    begun_at: float = field(default_factory=time.perf_counter)
    received_bytes: int = 0
    trace: TraceContext | None = None
    own_traceparent: str = ""

    @property
    def headers(self) -> dict[bytes, bytes]:
        """The last of each name."""
        return self.head.by_name

    @property
    def identity(self) -> Identity | None:
        """Who asks, where that is known."""
        return self.caller.identity if self.caller else None

    @property
    def target(self) -> str:
        """Path and query as they go on to the service."""
        return f"{self.path.raw}?{self.query}" if self.query else self.path.raw

    @property
    def has_body(self) -> bool:
        """Whether the request announces a body."""
        length = self.headers.get(b"content-length", b"0")
        return length.strip(b"0") != b"" or b"transfer-encoding" in self.headers

    @property
    def declared_bytes(self) -> int | None:
        """The announced length of the body, if one is announced."""
        length = self.headers.get(b"content-length", b"")
        return int(length) if length.isdigit() else None


@dataclass(slots=True, kw_only=True)
class AsgiExchange(Exchange):
    """One that is received and answered by ASGI, in a task of its own."""

    receive: Receive
    reply: Reply

"""What is to be done with a request, as far as its bytes tell.

Most clients ask in the same words again and again, so that is worked out once and
remembered by them. What depends on the moment is asked each time: whether the caller
still holds, what is left of his limit, whether the service is to be had."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from gateway.caller import Verifier, check_access
from gateway.exchange import Answer, Exchange
from gateway.headers import fixed_headers, render_identity
from gateway.parts import Parts
from gateway.question import render_headers, render_start
from gateway.routes import Route
from gateway.watch import TICK_SECONDS

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_FOR_EVER = datetime.max.replace(tzinfo=UTC)

Credential = tuple[str, Verifier]
"""What tells who asks, and who knows what it means."""


class Plan:
    """The way of a request without a body to its service.

    `asked_id` is the request id that its client asks for, else empty; `peer` is who has
    connected. `own_lines` are the headers of the answer that we tell, but for that id,
    and `own_names` all that we tell whatever the service says."""

    __slots__ = (
        "_asked_again_at",
        "_caller",
        "_counts",
        "_credential",
        "_ended",
        "_exchange",
        "_identity",
        "_logged",
        "_own_headers",
        "_route",
        "_start",
        "asked_id",
        "is_head",
        "own_lines",
        "own_names",
        "parts",
        "patience",
        "peer",
        "pool",
        "service",
    )

    def __init__(
        self,
        parts: Parts,
        exchange: Exchange,
        route: Route,
        credential: Credential | None,
    ) -> None:
        """The exchange is that of the first request. Raises MalformedRequest."""
        self.parts = parts
        self.peer = exchange.peer
        self.service = route.service
        self.pool = parts.upstreams.pool(route.service)
        self.is_head = exchange.method == "HEAD"
        self.patience = TICK_SECONDS + (
            route.first_byte_seconds or parts.settings.first_byte_timeout_seconds
        )
        self._own_headers = exchange.answer.extra_headers[1:]
        self.asked_id = exchange.request_id
        self.own_lines, self.own_names = _render_own(tuple(self._own_headers))
        self._counts = parts.metrics.of(route.path, exchange.method)
        self._logged: bytes | None = None
        self._start = render_start(
            exchange.method,
            exchange.target,
            fixed_headers(exchange, keep_authorization=credential is None),
            self.pool.address,
        )
        self._exchange = exchange
        self._route = route
        self._credential = credential
        self._caller = exchange.caller
        self._identity = b""
        self._ended = -1
        self._asked_again_at = _LONG_AGO

    def may_pass(self) -> bool:
        """Whether the caller may ask now; takes one of his limit.

        False tells no more than that it has to be looked at with care. Raises
        NotAuthenticated, AdminOnly."""
        now = self.parts.clock.now()
        ended = self.parts.ended_credentials.changes
        if (now >= self._asked_again_at or ended != self._ended) and not (
            self._ask_again(now, ended)
        ):
            return False
        caller = self._caller
        return caller is None or self.parts.limits.take_of_user(caller.user)

    def render(self, request_id: str) -> bytes:
        """The request as the service is asked."""
        return b"%bx-request-id: %b\r\n%b\r\n" % (
            self._start,
            request_id.encode(),
            self._identity,
        )

    def account(
        self, request_id: str, status: int, seconds: float, sent_bytes: int
    ) -> None:
        """Counts and logs a request of these bytes that is over."""
        self._counts.record(status, seconds)
        if self._logged is not None:
            log = self.parts.access_log
            log.note(self._logged, request_id, status, seconds, sent_bytes)

    def open_exchange(self, request_id: str, begun_at: float) -> Exchange:
        """A request of these bytes, for all that needs to know more of it."""
        answer = Answer(request_id, is_head=self.is_head)
        answer.extra_headers[1:] = self._own_headers
        return replace(
            self._exchange,
            request_id=request_id,
            answer=answer,
            caller=self._caller,
            begun_at=begun_at,
        )

    def _ask_again(self, now: datetime, ended: int) -> bool:
        """Whether the caller is known, who is remembered for a while."""
        caller = None
        if self._credential is not None:
            token, verifier = self._credential
            caller = verifier.recall(token)
            if caller is None:
                return False
        check_access(self._route.access, caller)
        self._exchange.caller = self._caller = caller
        self._identity = (
            render_identity(caller.sign(self.parts.signer, now)) if caller else b""
        )
        if self._asked_again_at == _LONG_AGO:
            # Whom a credential names does not change.
            self._logged = self.parts.access_log.describe(self._exchange)
        self._ended = ended
        self._asked_again_at = caller.known_until(now) if caller else _FOR_EVER
        return True


# There are few of them.
@lru_cache(maxsize=256)
def _render_own(
    headers: tuple[tuple[bytes, bytes], ...],
) -> tuple[bytes, frozenset[bytes]]:
    names = frozenset(name for name, _ in headers)
    return render_headers(list(headers)), names - {b"vary"}

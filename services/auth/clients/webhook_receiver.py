"""Receivers of webhooks: which URLs may be one, and one POST to one.

Source of the rules: Standard Webhooks 1.0.0, "Server-side request forgery" and
"Delivery" (github.com/standard-webhooks/standard-webhooks, 2026-08-17)."""

import asyncio
import re
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from libs.common.http.addresses import is_address
from libs.common.http.fetch_errors import FetchFailed, FetchTimedOut, UrlRefused
from libs.common.http.outside_calls import OutsideCalls
from libs.common.http.pinned import CheckedUrl, GuardedResponse
from libs.common.http.url_guard import UrlGuard
from libs.common.redaction import redact_text

MAX_URL_LENGTH = 2048
EXCERPT_LENGTH = 1000
_READ_BYTES = 64 * 1024
# The verdict is in the status; what comes after it is for people to read.
_READ_SECONDS = 2.0
_LOOPBACK = re.compile(
    r"http://(localhost|127\.0\.0\.1|\[::1\])(?::([0-9]{1,5}))?(?:[/?#].*)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt came to: a status, or an `error` in snake_case.

    Of the answer's body the first 1,000 characters."""

    duration_ms: int
    status_code: int | None = None
    error: str | None = None
    excerpt: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_success(self) -> bool:
        """Any 2xx."""
        return self.status_code is not None and 200 <= self.status_code < 300


class WebhookReceivers:
    """Checks receivers' URLs and posts to them. Holds no connection.

    `allows_loopback`: `http://localhost` with any port is taken, for whoever tries
    things out on his own machine."""

    def __init__(
        self,
        guard: UrlGuard,
        calls: OutsideCalls,
        *,
        timeout_seconds: float,
        allows_loopback: bool = False,
    ) -> None:
        self._guard = guard
        self._calls = calls
        self.timeout_seconds = timeout_seconds
        self._allows_loopback = allows_loopback

    async def check(self, url: str) -> CheckedUrl:
        """The URL with its checked addresses, good for this moment only.

        Raises UrlRefused (`too_long`, `scheme`, `port`, `ip_address` and those of the
        URL guard), FetchFailed where the name is unknown, FetchTimedOut."""
        if len(url) > MAX_URL_LENGTH:
            raise UrlRefused("too_long", "This address is too long.")
        if loopback := self._find_loopback_guard(url):
            return await loopback.check(url)
        if not url.lower().startswith("https://"):
            raise UrlRefused("scheme", "A webhook address begins with https://.")
        checked = await self._guard.check(url)
        if checked.port != 443:
            raise UrlRefused("port", "Webhooks are sent to port 443 only.")
        if is_address(checked.host):
            raise UrlRefused("ip_address", "Give the name of a host, not its address.")
        return checked

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Sends once; follows no redirect. Never raises for the receiver's sake."""
        with self._calls.watch("webhook_receiver", "post") as call:
            outcome = await self._post(url, headers, body)
            call.status_code = outcome.status_code
            if outcome.status_code is None:
                call.outcome = "timeout" if outcome.error == "timed_out" else "failed"
            return outcome

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        begun = time.monotonic()
        answered: GuardedResponse | None = None
        excerpt, error = None, None
        deadline = asyncio.get_running_loop().time() + self.timeout_seconds
        try:
            checked = await self._check_until(url, deadline)
            guard = self._find_loopback_guard(url) or self._guard
            async with guard.guarded_post(
                checked, body, headers, max_bytes=_READ_BYTES, deadline=deadline
            ) as answered:
                duration_ms = _milliseconds_since(begun)
                excerpt = await _read_excerpt(answered)
        except (UrlRefused, FetchTimedOut, FetchFailed) as failure:
            error = _name_failure(failure)
        if answered is None:
            return Outcome(_milliseconds_since(begun), error=error)
        return Outcome(
            duration_ms=duration_ms,
            status_code=answered.status,
            error=_name_status(answered.status),
            excerpt=excerpt,
            headers=answered.headers,
        )

    async def _check_until(self, url: str, deadline: float) -> CheckedUrl:
        try:
            async with asyncio.timeout_at(deadline):
                return await self.check(url)
        except TimeoutError:
            raise FetchTimedOut from None
        except FetchFailed as unknown:
            raise _NameUnknown from unknown

    def _find_loopback_guard(self, url: str) -> UrlGuard | None:
        """A guard that takes this URL and leads nowhere but to this machine."""
        found = _LOOPBACK.fullmatch(url) if self._allows_loopback else None
        if found is None:
            return None
        host_and_port = f"{found[1]}:{found[2] or 80}"
        return UrlGuard(
            _resolve_to_loopback,
            frozenset({host_and_port}),
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),  # of no use, and made quickly
        )


class _NameUnknown(FetchFailed):
    """The host's name has no address."""


async def _resolve_to_loopback(_host: str, _port: int) -> Sequence[str]:
    return ("127.0.0.1", "::1")


async def _read_excerpt(response: GuardedResponse) -> str | None:
    try:
        async with asyncio.timeout(_READ_SECONDS):
            start = await response.read_start(_READ_BYTES)
    except (TimeoutError, FetchTimedOut, FetchFailed):
        return None
    text = start.decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return redact_text(text[:EXCERPT_LENGTH]) or None


def _name_status(status: int) -> str | None:
    if 200 <= status < 300:
        return None
    return "redirected" if 300 <= status < 400 else "refused"


def _name_failure(failure: UrlRefused | FetchTimedOut | FetchFailed) -> str:
    match failure:
        case UrlRefused():
            return failure.reason
        case FetchTimedOut():
            return "timed_out"
        case _NameUnknown():
            return "name_unknown"
    is_tls = any(isinstance(cause, ssl.SSLError) for cause in _causes(failure))
    return "tls_failed" if is_tls else "connection_failed"


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _milliseconds_since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)

"""Where a short link leads: the only step of reading a URL that asks the network."""

import asyncio
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Literal, Protocol
from urllib.parse import urljoin, urlsplit

from libs.common.contracts.social import FailureReason
from libs.common.http.fetch_errors import FetchFailed, FetchTimedOut, UrlRefused
from libs.common.post_urls import PostUrl, parse_post_url

MAX_REDIRECTS = 3
TIMEOUT_SECONDS = 5.0

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HOSTS = {
    "instagram": re.compile(r"(www\.|m\.)?(instagram\.com|instagr\.am)"),
    "x": re.compile(r"t\.co|amp\.twimg\.com|(www\.|m\.|mobile\.)?(x|twitter)\.com"),
    "youtube": re.compile(r"([a-z0-9]{1,63}\.)?youtube\.com|youtu\.be"),
}
_SIGN_IN = re.compile(
    r"^/(accounts/login|i/flow/login|login|signin|ServiceLogin)\b", re.IGNORECASE
)
_SIGN_IN_HOSTS = frozenset({"accounts.google.com"})
_REASON_OF_STATUS: dict[int, FailureReason] = {
    401: "auth",
    403: "blocked",
    404: "not_found",
    410: "not_found",
    429: "rate_limited",
    451: "geo_blocked",
}


class Hop(Protocol):
    """The answer to one request that follows nothing."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, found in any case."""


OpenHop = Callable[[Literal["GET", "HEAD"], str], AbstractAsyncContextManager[Hop]]


@dataclass(frozen=True, slots=True)
class Resolved:
    """Where a pointer leads: a post, or why not. `calls` are the requests it took."""

    post: PostUrl | None
    reason: FailureReason | None
    message: str
    calls: int


class _Unresolved(Exception):
    def __init__(self, reason: FailureReason, message: str) -> None:
        super().__init__(message)
        self.reason: FailureReason = reason
        self.message = message


async def resolve_pointer(open_hop: OpenHop, platform: str, url: str) -> Resolved:
    """Follows a short link to the post it names. Never raises for what it finds.

    HEAD, then GET where HEAD tells nothing; at most 3 redirects and 5 s in all; every
    hop's host is one of the platform's."""
    calls = [0]
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            post = await _follow(open_hop, platform, url, calls)
        return Resolved(post, None, "", calls[0])
    except _Unresolved as failed:
        return Resolved(None, failed.reason, failed.message, calls[0])
    except (TimeoutError, FetchTimedOut):
        text = "The short link did not answer in time."
        return Resolved(None, "timeout", text, calls[0])
    except FetchFailed:
        text = "The short link cannot be followed: its host does not answer."
        return Resolved(None, "source_unavailable", text, calls[0])
    except UrlRefused:
        return Resolved(None, "malformed", "The short link is not followed.", calls[0])


async def _follow(
    open_hop: OpenHop, platform: str, url: str, calls: list[int]
) -> PostUrl:
    for _ in range(MAX_REDIRECTS + 1):
        _check_host(platform, url)
        location = await _find_location(open_hop, url, calls)
        target = urljoin(url, location)
        parts = urlsplit(target)
        if parts.hostname in _SIGN_IN_HOSTS or _SIGN_IN.match(parts.path):
            text = "The platform shows where this link leads to signed-in people only."
            raise _Unresolved("auth", text)
        post = parse_post_url(target)
        if isinstance(post, PostUrl) and post.platform == platform and post.id:
            return post
        url = target
    raise _Unresolved("malformed", "The short link redirects too often.")


async def _find_location(open_hop: OpenHop, url: str, calls: list[int]) -> str:
    status = 0
    methods: tuple[Literal["HEAD"], Literal["GET"]] = ("HEAD", "GET")
    for method in methods:
        calls[0] += 1
        async with open_hop(method, url) as response:
            status = response.status
            location = response.headers.get("location", "")
            if status in _REDIRECTS and location:
                return location
    if status >= 500:
        raise _Unresolved(
            "source_unavailable", "The short link's host is out of order."
        )
    if status < 400:
        raise _Unresolved("malformed", "The short link's page names no post.")
    reason = _REASON_OF_STATUS.get(status, "not_found")
    raise _Unresolved(reason, "The short link leads to no post.")


def _check_host(platform: str, url: str) -> None:
    parts = urlsplit(url)
    hosts = _HOSTS.get(platform)
    is_known = hosts and parts.scheme in {"http", "https"}
    if not is_known or not hosts or not hosts.fullmatch(parts.hostname or ""):
        raise _Unresolved("not_found", "The short link leads to another site.")

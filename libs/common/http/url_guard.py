"""The one way to fetch a URL that a user gave, or that a stranger's answer named.

A URL is read strictly, its name resolved once, every address it has must be public,
and the connection goes to one of those addresses. Redirects are checked the same way;
size and total time are bounded."""

import asyncio
import re
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cached_property
from typing import Literal

import httpx2

from libs.common.http.addresses import is_address, is_public_address
from libs.common.http.fetch_errors import FetchFailed, FetchTimedOut, UrlRefused
from libs.common.http.pinned import CheckedUrl, GuardedResponse, Limits, open_pinned
from libs.common.http.tls import outside_tls

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses (texts) of a host name for a port. Raises OSError if it has none."""

_MAX_URL_LENGTH = 4096
_RESOLVE_SECONDS = 5.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Where web servers for the public listen; others are for mail, databases, consoles.
_PORTS = frozenset({80, 443, 8080, 8443})

# Blanks, control characters and back-slashes are read differently by different parsers.
_AMBIGUOUS = re.compile(r"[\x00-\x20\x7f\\]")
_AUTHORITY = re.compile(r"[^:/?#]+://([^/?#]+)")
_NAME = re.compile(r"(?=.{4,253}$)([a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}", re.ASCII)
# A host whose last part is a number, decimal or hexadecimal, is an IPv4 address to
# browsers and to resolvers, in many spellings (WHATWG URL, "ends in a number").
_ENDS_IN_NUMBER = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)", re.ASCII)
# RFC 6761, RFC 6762, RFC 8375, ICANN's reservation of 2024, and common habits.
_PRIVATE_ENDINGS = (
    ".localhost",
    ".localdomain",
    ".local",
    ".internal",
    ".intranet",
    ".lan",
    ".home",
    ".corp",
    ".home.arpa",
    ".in-addr.arpa",
    ".ip6.arpa",
    ".onion",
)


async def resolve_with_system(host: str, port: int) -> Sequence[str]:
    """The addresses that this machine's resolver gives, in its order."""
    found = await asyncio.get_running_loop().getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    )
    return [str(address[0]) for *_, address in found]


class UrlGuard:
    """Checks URLs that are not ours, fetches them, posts to them.

    `allowed_hosts` (`host:port`, IPv6 in brackets) are taken whatever they resolve to:
    for tests, and for a person's own machine. `tls` replaces the usual trust."""

    def __init__(
        self,
        resolver: Resolver = resolve_with_system,
        allowed_hosts: frozenset[str] = frozenset(),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._resolve = resolver
        self._allowed_hosts = allowed_hosts
        self._given_tls = tls

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given_tls or outside_tls()

    async def check(self, url: str) -> CheckedUrl:
        """The URL without its fragment, and all addresses of its host.

        Raises UrlRefused (`not_a_url`, `scheme`, `user_info`, `host`, `port`,
        `private_name`, `private_address`), FetchFailed where the name is unknown,
        FetchTimedOut where resolving takes over 5 seconds."""
        parsed = _parse(url)
        host = parsed.raw_host.decode("ascii").removesuffix(".")
        port = parsed.port or _DEFAULT_PORTS[parsed.scheme]
        shown = f"[{host}]" if ":" in host else host
        is_allowed = f"{shown}:{port}" in self._allowed_hosts
        if not is_allowed:
            _refuse_host(host)
            if port not in _PORTS:
                raise UrlRefused("port", f"Port {port} is not fetched from.")
        addresses = await self._find_addresses(host, port)
        if not is_allowed and not all(map(is_public_address, addresses)):
            raise UrlRefused(
                "private_address", "This address leads into a private network."
            )
        normalised = parsed.copy_with(host=host, fragment=None)
        return CheckedUrl(str(normalised), host, port, addresses)

    @asynccontextmanager
    async def guarded_stream(
        self,
        url: str,
        *,
        max_bytes: int,
        timeout_seconds: float,
        max_redirects: int = 3,
        method: Literal["GET", "HEAD"] = "GET",
        headers: Mapping[str, str] | None = None,
    ) -> AsyncIterator[GuardedResponse]:
        """The answer to a request for `url`, after at most so many redirects.

        `headers` go to each hop: no secrets. All of it, reading included, has
        `timeout_seconds` from now. Any status comes back as it is, but for redirects.
        Raises UrlRefused for any hop (also `too_many_redirects`), FetchTooLarge,
        FetchTimedOut, FetchFailed."""
        deadline = asyncio.get_running_loop().time() + timeout_seconds
        limits = Limits(max_bytes, deadline)
        for _ in range(max_redirects + 1):
            async with AsyncExitStack() as stack:
                checked = await self._check_until(url, deadline)
                response = await stack.enter_async_context(
                    open_pinned(method, checked, self._tls, limits, headers=headers)
                )
                if response.status not in _REDIRECTS:
                    yield response
                    return
                url = _read_location(response)
        raise UrlRefused("too_many_redirects", "This address redirects too often.")

    @asynccontextmanager
    async def guarded_post(
        self,
        checked: CheckedUrl,
        content: bytes,
        headers: Mapping[str, str],
        *,
        max_bytes: int,
        deadline: float,
    ) -> AsyncIterator[GuardedResponse]:
        """The answer to one POST, whatever its status; a redirect is an answer too.

        `checked` comes from `check`, a moment ago; `deadline` is in the event loop's
        time. Raises FetchTooLarge, FetchTimedOut, FetchFailed."""
        limits = Limits(max_bytes, deadline)
        async with open_pinned(
            "POST", checked, self._tls, limits, headers=headers, content=content
        ) as response:
            yield response

    async def _check_until(self, url: str, deadline: float) -> CheckedUrl:
        try:
            async with asyncio.timeout_at(deadline):
                return await self.check(url)
        except TimeoutError:
            raise FetchTimedOut from None

    async def _find_addresses(self, host: str, port: int) -> tuple[str, ...]:
        """An address stands for itself; a name is resolved, once."""
        if is_address(host):
            return (host,)
        try:
            async with asyncio.timeout(_RESOLVE_SECONDS):
                found = await self._resolve(host, port)
        except TimeoutError:
            raise FetchTimedOut(
                "The name of this address was not found in time."
            ) from None
        except (OSError, UnicodeError) as error:
            raise FetchFailed("The name of this address is not known.") from error
        if not found:
            raise FetchFailed("The name of this address is not known.")
        return tuple(dict.fromkeys(found))


def _parse(url: str) -> httpx2.URL:
    if len(url) > _MAX_URL_LENGTH or _AMBIGUOUS.search(url):
        raise UrlRefused("not_a_url", "This is not a web address.")
    try:
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError) as error:
        raise UrlRefused("not_a_url", "This is not a web address.") from error
    if parsed.scheme not in _DEFAULT_PORTS:
        raise UrlRefused("scheme", "Only http and https addresses are fetched.")
    authority = _AUTHORITY.match(url)
    if authority is None or not parsed.raw_host:
        raise UrlRefused("not_a_url", "This address names no host.")
    if "@" in authority[1]:
        raise UrlRefused("user_info", "Addresses with a user name are not fetched.")
    return parsed


def _refuse_host(host: str) -> None:
    """Raises UrlRefused unless the host is a public name or a plain address."""
    if is_address(host):
        return
    if ":" in host or _ENDS_IN_NUMBER.fullmatch(host):
        raise UrlRefused("host", "This way of writing an address is not accepted.")
    if "." not in host or f".{host}".endswith(_PRIVATE_ENDINGS):
        raise UrlRefused("private_name", "This name exists in private networks only.")
    if not _NAME.fullmatch(host):
        raise UrlRefused("host", "This is not the name of a host.")


def _read_location(response: GuardedResponse) -> str:
    location = response.headers.get("location")
    if not location:
        raise FetchFailed("This address redirects to nowhere.")
    try:
        return str(httpx2.URL(response.url).join(location))
    except (httpx2.InvalidURL, ValueError) as error:
        raise UrlRefused("not_a_url", "A redirect leads to no web address.") from error

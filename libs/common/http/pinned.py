"""One request to an address that has been looked up already, and its bounded answer.

The connection goes to the checked address while Host, SNI and the certificate's check
keep the name, so that a name that resolves differently a moment later gains nothing.
No cookies, proxies, credentials or settings of the environment take part."""

import asyncio
import ssl
import zlib
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import httpcore2
import httpx2

from libs.common.http.fetch_errors import FetchFailed, FetchTimedOut, FetchTooLarge

_CONNECT_SECONDS = 5.0
_SLICE_BYTES = 256 * 1024
_HEADERS = {
    "User-Agent": "Postscope/1.0 (fetches what its user asked for)",
    "Accept": "*/*",
    # Compressed bytes could hide a thousand times as many.
    "Accept-Encoding": "identity",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class CheckedUrl:
    """A URL that may be fetched: normalised, and the addresses it resolved to."""

    url: str
    host: str
    port: int
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """`deadline` in the event loop's time; `max_bytes` of content, decompressed."""

    max_bytes: int
    deadline: float


class GuardedResponse:
    """Status and headers of an answer, and its content to be read once."""

    def __init__(self, url: str, response: httpcore2.Response, limits: Limits) -> None:
        self.url = url
        self.status = response.status
        self.headers = httpx2.Headers(response.headers)
        self._response = response
        self._limits = limits

    async def chunks(self) -> AsyncIterator[bytes]:
        """The content, decompressed where it came compressed against our wish.

        Raises FetchTooLarge before giving more than `max_bytes`, FetchTimedOut,
        FetchFailed (which a content shorter than announced is, too)."""
        self._refuse_announced_length()
        inflater = _find_inflater(self.headers.get("content-encoding", ""))
        given = 0
        async for piece in self._pieces():
            for chunk in inflater.decode(piece) if inflater else (piece,):
                given += len(chunk)
                if given > self._limits.max_bytes:
                    raise FetchTooLarge
                if chunk:
                    yield chunk
        if inflater and not inflater.is_complete:
            raise FetchFailed("The compressed content breaks off.")

    async def read(self) -> bytes:
        """The whole content. Raises as `chunks`."""
        return b"".join([chunk async for chunk in self.chunks()])

    async def read_start(self, max_bytes: int) -> bytes:
        """The content's beginning, at most so much; the rest is never asked for.

        Raises FetchTimedOut, FetchFailed."""
        inflater = _find_inflater(self.headers.get("content-encoding", ""))
        start = b""
        async for piece in self._pieces():
            for chunk in inflater.decode(piece) if inflater else (piece,):
                start += chunk[: max_bytes - len(start)]
                if len(start) == max_bytes:
                    return start
        return start

    async def _pieces(self) -> AsyncIterator[bytes]:
        pieces = aiter(self._response.aiter_stream())
        while True:
            async with translated_errors(self._limits.deadline):
                piece = await anext(pieces, None)
            if piece is None:
                return
            yield piece

    def _refuse_announced_length(self) -> None:
        length = self.headers.get("content-length", "")
        is_number = length.isascii() and length.isdigit() and len(length) <= 18
        if is_number and int(length) > self._limits.max_bytes:
            raise FetchTooLarge


@asynccontextmanager
async def open_pinned(
    method: str,
    checked: CheckedUrl,
    tls: ssl.SSLContext,
    limits: Limits,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
) -> AsyncIterator[GuardedResponse]:
    """Sends one request and follows nothing. The connection ends with the context.

    `headers` go beside the usual ones, or in their place. Raises FetchTimedOut,
    FetchFailed."""
    sent = {**_HEADERS, **(headers or {})}
    if content is not None:
        sent["Content-Length"] = str(len(content))
    url = httpx2.URL(checked.url)
    pool = httpcore2.AsyncConnectionPool(
        ssl_context=tls, network_backend=_PinnedBackend(checked), max_connections=1
    )
    exchange = pool.stream(
        method,
        httpcore2.URL(
            scheme=url.raw_scheme,
            host=url.raw_host,
            port=checked.port,
            target=url.raw_path,
        ),
        headers=[*sent.items(), ("Host", url.netloc.decode())],
        content=content,
        extensions={"timeout": {"connect": _CONNECT_SECONDS}},
    )
    async with pool:
        async with translated_errors(limits.deadline):
            response = await exchange.__aenter__()
        try:
            yield GuardedResponse(checked.url, response, limits)
        finally:
            # What the other side does while we hang up is of no interest.
            with suppress(httpcore2.NetworkError, httpcore2.ProtocolError):
                await exchange.__aexit__(None, None, None)


@asynccontextmanager
async def translated_errors(deadline: float) -> AsyncIterator[None]:
    """Ends what is awaited inside at the deadline, and gives errors our names."""
    try:
        async with asyncio.timeout_at(deadline):
            yield
    except (TimeoutError, httpcore2.TimeoutException) as error:
        raise FetchTimedOut from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise FetchFailed from error


class _PinnedBackend(httpcore2.AsyncNetworkBackend):
    """Connects to the checked addresses, whatever name it is told."""

    def __init__(self, checked: CheckedUrl) -> None:
        self._checked = checked
        self._sockets = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        if port != self._checked.port:
            raise httpcore2.ConnectError("not the port that was checked")
        failure: Exception = httpcore2.ConnectError(f"no address of {host}")
        for address in self._checked.addresses:
            try:
                return await self._sockets.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure


class _Inflater:
    """Decompresses gzip and deflate."""

    def __init__(self) -> None:
        # 32: tells gzip and zlib by their first bytes.
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 32)

    @property
    def is_complete(self) -> bool:
        """Whether the compressed content has come to its end."""
        return self._stream.eof

    def decode(self, piece: bytes) -> Iterator[bytes]:
        """What the piece holds, in slices: who has enough asks for no more of them."""
        try:
            while piece:
                chunk = self._stream.decompress(piece, _SLICE_BYTES)
                piece = self._stream.unconsumed_tail
                yield chunk
        except zlib.error as error:
            raise FetchFailed("The compressed content is damaged.") from error


def _find_inflater(encoding: str) -> _Inflater | None:
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip" | "deflate":
            return _Inflater()
        case _:
            raise FetchFailed("The content is compressed in a way we did not ask for.")

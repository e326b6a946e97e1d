"""Which headers go on to a service and which come back from it."""

from gateway.asgi import Headers
from gateway.exchange import Exchange
from libs.common.identity import IDENTITY_HEADER

# RFC 9110, 7.6.1: of one connection only. `expect` is answered by our own server.
_HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"expect",
    }
)
# Said by us or not at all.
_OURS = frozenset({b"x-request-id", b"forwarded", b"x-real-ip", b"x-api-key"})
_OUR_PREFIXES = (b"x-postscope-", b"x-forwarded-")
_SAID_BY_OUR_SERVER = frozenset({b"date", b"server", b"x-request-id"})


def headers_for_service(
    exchange: Exchange, identity: str | None, *, keep_authorization: bool
) -> list[tuple[str, str]]:
    """The request's headers for a service: all but those of the connection and those
    by which somebody could pass for us; then where it comes from and who asks."""
    dropped = _named_by_connection(exchange.headers.get(b"connection", b""))
    if not keep_authorization:
        dropped |= {b"authorization"}
    if exchange.own_traceparent:
        dropped |= {b"traceparent"}
    kept = [
        (name.decode("latin-1"), _readable(value))
        for name, value in exchange.all_headers
        if not (name in _HOP_BY_HOP or name in dropped or _is_ours(name))
    ]
    kept.append(("x-request-id", exchange.request_id))
    kept.append(("x-forwarded-for", exchange.address))
    kept.append(("x-forwarded-proto", exchange.scheme))
    kept.append(("x-forwarded-host", exchange.host))
    if exchange.own_traceparent:
        kept.append(("traceparent", exchange.own_traceparent))
    if identity:
        kept.append((IDENTITY_HEADER, identity))
    return kept


def keep_for_client(headers: Headers) -> Headers:
    """A service's headers (names in lower case), but for those of its connection and
    those that our server says itself."""
    dropped: set[bytes] = set()
    for name, value in headers:
        if name == b"connection":
            dropped = _named_by_connection(value)
    return [
        (name, value)
        for name, value in headers
        if not (name in _HOP_BY_HOP or name in dropped or name in _SAID_BY_OUR_SERVER)
    ]


def _is_ours(name: bytes) -> bool:
    # Some servers read `_` as `-`.
    plain = name.replace(b"_", b"-")
    return plain in _OURS or plain.startswith(_OUR_PREFIXES)


def _named_by_connection(value: bytes) -> set[bytes]:
    named = {word.strip().lower() for word in value.split(b",")} if value else set()
    # Nobody may have the length or the host taken away on the way.
    return named - {b"content-length", b"host", b"content-type"}


def _readable(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")

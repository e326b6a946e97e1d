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
# What no header that is ours begins without; to tell most of them at once.
_OUR_BEGINNINGS = (b"x", b"forwarded")
_IDENTITY = IDENTITY_HEADER.lower().encode("ascii")
_SAID_BY_OUR_SERVER = frozenset({b"date", b"server", b"x-request-id"})
_NOT_FOR_CLIENT = _HOP_BY_HOP | _SAID_BY_OUR_SERVER
# By far the most frequent values of `connection`; they name no header.
_NAMING_NONE = frozenset({b"", b"keep-alive", b"Keep-Alive", b"close"})
_NOTHING: frozenset[bytes] = frozenset()
WITHOUT_BODY = frozenset({204, 304})


def headers_for_service(
    exchange: Exchange, identity: bytes | None, *, keep_authorization: bool
) -> Headers:
    """The request's headers for a service: all but those of the connection and those
    by which somebody could pass for us; then where it comes from and who asks."""
    dropped = _named_by_connection(exchange.headers.get(b"connection", b""))
    if not keep_authorization:
        dropped = dropped | {b"authorization"}
    if exchange.own_traceparent:
        dropped = dropped | {b"traceparent"}
    kept = [
        header
        for header in exchange.all_headers
        if not (header[0] in _HOP_BY_HOP or header[0] in dropped or _is_ours(header[0]))
    ]
    kept += (
        (b"x-request-id", exchange.request_id.encode("ascii")),
        (b"x-forwarded-for", exchange.address.encode("latin-1")),
        (b"x-forwarded-proto", exchange.scheme.encode("ascii")),
        (b"x-forwarded-host", exchange.host.encode("latin-1")),
    )
    if exchange.own_traceparent:
        kept.append((b"traceparent", exchange.own_traceparent.encode("ascii")))
    if identity:
        kept.append((_IDENTITY, identity))
    return kept


def keep_for_client(status: int, headers: Headers) -> Headers:
    """A service's headers (names in lower case), but for those of its connection and
    those that our server says itself."""
    dropped, kept = _NOTHING, []
    for header in headers:
        if header[0] not in _NOT_FOR_CLIENT:
            kept.append(header)
        elif header[0] == b"connection":
            dropped = dropped | _named_by_connection(header[1])
    if status in WITHOUT_BODY:
        dropped = dropped | {b"content-length"}
    return [header for header in kept if header[0] not in dropped] if dropped else kept


def _is_ours(name: bytes) -> bool:
    if not name.startswith(_OUR_BEGINNINGS):
        return False
    # Some servers read `_` as `-`.
    plain = name.replace(b"_", b"-")
    return plain in _OURS or plain.startswith(_OUR_PREFIXES)


def _named_by_connection(value: bytes) -> frozenset[bytes]:
    if value in _NAMING_NONE:
        return _NOTHING
    named = frozenset(word.strip().lower() for word in value.split(b","))
    # Nobody may have the length or the host taken away on the way.
    return named - {b"content-length", b"host", b"content-type"}

"""Which headers go on to a service and which come back from it."""

from gateway.asgi import Headers
from gateway.exchange import Exchange
from gateway.head import HOP_BY_HOP, named_by_connection
from libs.common.identity import IDENTITY_HEADER

_SAID_BY_OUR_SERVER = frozenset({b"date", b"server", b"x-request-id"})
NOT_FOR_CLIENT = HOP_BY_HOP | _SAID_BY_OUR_SERVER
# By far the most frequent values of `connection`; they name no header.
_NAMING_NONE = frozenset({b"keep-alive", b"close"})
_NOTHING: frozenset[bytes] = frozenset()
_AUTHORIZATION = frozenset({b"authorization"})
_TRACEPARENT = frozenset({b"traceparent"})
_LENGTH = frozenset({b"content-length"})
_IDENTITY = IDENTITY_HEADER.lower().encode("ascii")
WITHOUT_BODY = frozenset({204, 304})


def headers_for_service(exchange: Exchange, identity: bytes | None) -> bytes:
    """The request's headers for a service, as lines: what may go on of what the client
    said; then where it comes from and who asks."""
    return b"%bx-request-id: %b\r\n%b" % (
        fixed_headers(exchange, keep_authorization=identity is None),
        exchange.request_id.encode("ascii"),
        render_identity(identity) if identity else b"",
    )


def render_identity(identity: bytes) -> bytes:
    """The line that tells who asks."""
    return b"%b: %b\r\n" % (_IDENTITY, identity)


def fixed_headers(exchange: Exchange, *, keep_authorization: bool) -> bytes:
    """Those of the lines that are the same for each request of the same bytes."""
    dropped = _NOTHING if keep_authorization else _AUTHORIZATION
    if exchange.own_traceparent:
        dropped = dropped | _TRACEPARENT
    parts = [
        exchange.head.for_service(but=dropped),
        b"x-forwarded-for: ",
        exchange.address.encode("latin-1"),
        b"\r\nx-forwarded-proto: ",
        exchange.scheme.encode("ascii"),
        b"\r\nx-forwarded-host: ",
        exchange.host.encode("latin-1"),
        b"\r\n",
    ]
    if exchange.own_traceparent:
        parts += (b"traceparent: ", exchange.own_traceparent.encode("ascii"), b"\r\n")
    return b"".join(parts)


def keep_for_client(status: int, headers: Headers) -> Headers:
    """A service's headers (names in lower case), but for those of its connection and
    those that our server says itself."""
    dropped = _LENGTH if status in WITHOUT_BODY else _NOTHING
    kept = []
    for header in headers:
        if header[0] not in NOT_FOR_CLIENT:
            kept.append(header)
        elif header[0] == b"connection" and header[1] not in _NAMING_NONE:
            dropped = dropped | named_by_connection(header[1])
    return [header for header in kept if header[0] not in dropped] if dropped else kept

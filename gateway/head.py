"""What a client says in the headers of a request."""

from gateway.asgi import Headers
from gateway.credentials import read_credential
from gateway.question import render_headers
from libs.common.errors import MalformedRequest
from libs.common.observability.trace_context import TraceContext, read_traceparent

# RFC 9110, 7.6.1: of one connection only. `expect` is answered by our own server, and
# how long a body is, is told anew.
HOP_BY_HOP = frozenset(
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
_LENGTH = b"content-length"
# Said by us or not at all.
_OURS = frozenset({b"x-request-id", b"forwarded", b"x-real-ip", b"x-api-key"})
_OUR_PREFIXES = (b"x-postscope-", b"x-forwarded-")
# Two of them, and those who read the first and those who read the last disagree.
_ONCE = (b"host", b"authorization", b"x-api-key")
_NOT_OF_A_PLAIN_ONE = frozenset({_LENGTH, b"transfer-encoding", b"expect", b"upgrade"})


class Head:
    """The headers of a request, names in lower case. `all` are as they came, in order,
    doubles included; `by_name` has the last of each."""

    __slots__ = ("_credential", "_for_service", "all", "by_name", "trace")

    def __init__(self, headers: Headers) -> None:
        self.all = headers
        self.by_name = dict(headers)
        self.trace = _read_trace(self.by_name.get(b"traceparent"))
        self._credential: tuple[str | None] | None = None
        self._for_service: dict[frozenset[bytes], bytes] = {}

    @property
    def credential(self) -> str | None:
        """What it shows of who is asking."""
        if self._credential is None:
            self._credential = (read_credential(self.by_name),)
        return self._credential[0]

    @property
    def is_plain(self) -> bool:
        """No body, nothing of the protocol that is to be seen to, no header twice that
        must stand once."""
        try:
            self.refuse_doubles()
        except MalformedRequest:
            return False
        return _NOT_OF_A_PLAIN_ONE.isdisjoint(self.by_name)

    def refuse_doubles(self) -> None:
        """Raises MalformedRequest for a second Host (RFC 9112, 3.2) or credential."""
        if len(self.by_name) == len(self.all):
            return
        names = [name for name, _ in self.all]
        for name in _ONCE:
            if names.count(name) > 1:
                raise MalformedRequest(
                    f"The header {name.decode().title()} stands twice."
                )

    def for_service(self, but: frozenset[bytes]) -> bytes:
        """The lines that go on to a service: all but those of the connection, those by
        which somebody could pass for us, and those named `but`."""
        lines = self._for_service.get(but)
        if lines is None:
            named = named_by_connection(self.by_name.get(b"connection", b""))
            dropped = HOP_BY_HOP | named | but | {_LENGTH}
            lines = self._for_service[but] = render_headers(
                [
                    (name, value)
                    for name, value in self.all
                    if name not in dropped and not _is_ours(name)
                ]
            )
        return lines


def named_by_connection(value: bytes) -> frozenset[bytes]:
    """The headers that the value of a `connection` says to be of it alone."""
    named = frozenset(word.strip().lower() for word in value.split(b","))
    # Nobody may have the length or the host taken away on the way.
    return named - {_LENGTH, b"host", b"content-type"}


def _is_ours(name: bytes) -> bool:
    # Some servers read `_` as `-`.
    plain = name.replace(b"_", b"-")
    return plain in _OURS or plain.startswith(_OUR_PREFIXES)


def _read_trace(header: bytes | None) -> TraceContext | None:
    return read_traceparent(header.decode("latin-1")) if header else None

"""Where a request comes from: the client's address, host and scheme, and CORS."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import ip_address

from gateway.asgi import Headers
from gateway.errors import HostNotAllowed, OriginNotAllowed
from gateway.exchange import Exchange
from gateway.settings import GatewaySettings, IpNetwork
from libs.common.http.addresses import counted_network

_PREFLIGHT_SECONDS = b"600"
_METHODS = b"GET, HEAD, POST, PUT, PATCH, DELETE"
_EXPOSED = (
    b"X-Request-Id, RateLimit, RateLimit-Policy, Retry-After, Idempotency-Replayed"
)


class Origins:
    """Decides by the settings whom to believe and whom to answer."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._trusted = settings.trusted_networks
        self._origins = frozenset(o.rstrip("/") for o in settings.cors_allowed_origins)
        hosts = [host.lower() for host in settings.allowed_hosts]
        self._any_host = "*" in hosts
        self._hosts = frozenset(host for host in hosts if not host.startswith("*"))
        # Most requests name the same few.
        self._is_ours = lru_cache(maxsize=256)(self._names_us)
        self._suffixes = tuple(host[1:] for host in hosts if host.startswith("*."))

    def locate(self, exchange: Exchange) -> None:
        """Sets the exchange's address, scheme and host."""
        exchange.address = exchange.peer
        exchange.host = _text(exchange.headers.get(b"host"))
        if self._trusted and _is_within(exchange.peer, self._trusted):
            self._believe(exchange)

    def check_host(self, host: str) -> None:
        """Raises HostNotAllowed for a Host header that names somebody else."""
        if not self._any_host and not self._is_ours(host):
            raise HostNotAllowed(host_name(host)[:100])

    def allow(self, exchange: Exchange) -> bool:
        """Adds the CORS headers; True where this is a preflight, which they answer.

        Raises OriginNotAllowed for the preflight of an origin that is not ours."""
        origin = _text(exchange.headers.get(b"origin"))
        if not origin:
            return False
        is_preflight = (
            exchange.method == "OPTIONS"
            and b"access-control-request-method" in exchange.headers
        )
        exchange.answer.extra_headers.append((b"vary", b"Origin"))
        if origin not in self._origins:
            if is_preflight and origin != f"{exchange.scheme}://{exchange.host}":
                raise OriginNotAllowed
            return False
        exchange.answer.extra_headers += _cors_headers(origin)
        if is_preflight:
            exchange.answer.extra_headers += _preflight_headers(exchange)
        return is_preflight

    def _names_us(self, host: str) -> bool:
        name = host_name(host)
        return name in self._hosts or name.endswith(self._suffixes or ("\0",))

    def _believe(self, exchange: Exchange) -> None:
        forwarded = _text(exchange.headers.get(b"x-forwarded-for"))
        # The last address that no proxy of ours has written is the client's.
        for part in reversed([p.strip() for p in forwarded.split(",") if p.strip()]):
            if not _is_address(part):
                break
            exchange.address = part
            if not _is_within(part, self._trusted):
                break
        scheme = _text(exchange.headers.get(b"x-forwarded-proto")).lower()
        if scheme in {"http", "https"}:
            exchange.scheme = scheme
        host = _text(exchange.headers.get(b"x-forwarded-host"))
        exchange.host = host or exchange.host


def address_key(address: str) -> str:
    """What limits count as one address: of IPv6 the network that a client is given."""
    return counted_network(address) or address


def host_name(host: str) -> str:
    """A Host header without its port, lower case, without the root's dot."""
    text = host.lower()
    if text.startswith("["):
        return text.partition("]")[0] + "]"
    return text.partition(":")[0].removesuffix(".")


def _cors_headers(origin: str) -> Headers:
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", _EXPOSED),
    ]


def _preflight_headers(exchange: Exchange) -> Headers:
    headers: Headers = [
        (b"access-control-allow-methods", _METHODS),
        (b"access-control-max-age", _PREFLIGHT_SECONDS),
    ]
    asked = exchange.headers.get(b"access-control-request-headers")
    if asked:
        headers.append((b"access-control-allow-headers", asked))
    return headers


def _text(value: bytes | None) -> str:
    return value.decode("latin-1").strip() if value else ""


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_within(text: str, networks: Sequence[IpNetwork]) -> bool:
    return _is_address(text) and any(ip_address(text) in n for n in networks)

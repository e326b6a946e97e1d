"""Where a service is."""

from dataclasses import dataclass
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """A base URL, taken apart once. `path` is put before every target; `authority` is
    the host by which it is called."""

    host: str
    port: int
    is_tls: bool
    authority: bytes
    path: bytes

    @classmethod
    def parse(cls, url: str) -> "Address":
        """The address of a URL without a slash at its end. Raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            msg = f"{url!r} is no address of a service"
            raise ValueError(msg)
        return cls(
            host=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            is_tls=parts.scheme == "https",
            authority=parts.netloc.encode("ascii"),
            path=parts.path.encode("ascii"),
        )

"""Paths as they come in: what is refused, the two normalisations, nothing else."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from libs.common.errors import MalformedRequest

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SEPARATORS = re.compile(r"[/\\]")
_UNVERSIONED = re.compile(r"/api/(?!v\d+(?:/|$)|docs(?:/|$)|openapi\.json$)")
_MAX_DECODINGS = 5
_MAX_REMEMBERED_BYTES = 200


@dataclass(frozen=True, slots=True)
class RequestPath:
    """`raw` is sent on as it is; `decoded` is what a service will see and we match."""

    raw: str
    decoded: str

    @property
    def first_word(self) -> str:
        """The first segment as the most lenient reader might see it, lower case."""
        text = self.decoded
        for _ in range(_MAX_DECODINGS):
            text = unquote(text)
        words = (word.strip(" .\t").casefold() for word in _SEPARATORS.split(text))
        return next((word for word in words if word), "")


def read_path(raw_path: bytes) -> RequestPath:
    """The path of a request line, normalised. Raises MalformedRequest."""
    if len(raw_path) > _MAX_REMEMBERED_BYTES:
        return _read_path(raw_path)
    return _read_short_path(raw_path)


def _read_path(raw_path: bytes) -> RequestPath:
    """As above.

    Dot segments are refused in every spelling: the HTTP client would resolve them
    and so leave the prefix by which the route was chosen."""
    try:
        raw = raw_path.decode("ascii")
    except UnicodeDecodeError:
        raise MalformedRequest("The path holds bytes that are not encoded.") from None
    decoded = unquote(raw)
    if not raw.startswith("/") or "\\" in raw or " " in raw or _CONTROL.search(decoded):
        raise MalformedRequest("The path holds characters that are not accepted.")
    if any(part in {".", ".."} for part in _SEPARATORS.split(decoded)):
        raise MalformedRequest("The path must not hold '.' or '..' segments.")
    return _normalised(raw, decoded)


# Most are asked for again and again.
_read_short_path = lru_cache(maxsize=4096)(_read_path)


def read_query(query: bytes) -> str:
    """The query of a request line, bytes beyond ASCII percent-encoded.

    Raises MalformedRequest for white space and control characters."""
    if any(byte <= 0x20 or byte == 0x7F for byte in query):
        raise MalformedRequest("The query holds characters that are not accepted.")
    if query.isascii():
        return query.decode("ascii")
    return "".join(chr(b) if b < 0x80 else f"%{b:02X}" for b in query)


def _normalised(raw: str, decoded: str) -> RequestPath:
    if len(raw) > 1 and raw.endswith("/"):
        raw, decoded = raw[:-1], decoded[:-1]
    if _UNVERSIONED.match(raw) and _UNVERSIONED.match(decoded):
        raw, decoded = "/api/v1" + raw[4:], "/api/v1" + decoded[4:]
    return RequestPath(raw, decoded)

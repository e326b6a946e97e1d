"""What is asked of a service, and how that looks on the wire."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from gateway.address import Address
from gateway.asgi import Headers
from libs.common.errors import MalformedRequest


@dataclass(slots=True)
class Question:
    """A request. `headers` are lines, all but that which tells the body's length.

    `body` is there whole, or comes bit by bit. `length` is what was announced of it;
    None if nothing was."""

    method: str
    target: str
    headers: bytes = b""
    body: bytes | AsyncIterator[bytes] = b""
    length: int | None = None


def render(question: Question, address: Address) -> bytes:
    """A request as it goes over the wire, with its body if that is there whole.

    Raises MalformedRequest."""
    target = question.target.encode("ascii")
    if b"\r" in target or b"\n" in target:
        raise MalformedRequest
    method, body = question.method.encode("ascii"), question.body
    parts = [method, b" ", address.path, target, b" HTTP/1.1\r\n", question.headers]
    if not _has_host(question.headers):
        parts += (b"host: ", address.authority, b"\r\n")
    if not isinstance(body, bytes):
        length = question.length
        is_chunked = length is None
        parts.append(b"transfer-encoding: chunked" if is_chunked else _length(length))
        parts.append(b"\r\n\r\n")
    elif body or question.length is not None:
        parts += (_length(len(body)), b"\r\n\r\n", body)
    else:
        parts.append(b"\r\n")
    return b"".join(parts)


def render_headers(headers: Headers) -> bytes:
    """Headers as lines. Raises MalformedRequest for an end of a line within one."""
    lines = b"".join([b"%b: %b\r\n" % header for header in headers])
    # Nothing that was parsed has one.
    if lines.count(b"\r") != len(headers) or lines.count(b"\n") != len(headers):
        raise MalformedRequest
    return lines


def _has_host(lines: bytes) -> bool:
    return lines.startswith(b"host: ") or b"\r\nhost: " in lines


def _length(length: int | None) -> bytes:
    return b"content-length: %d" % (length or 0)

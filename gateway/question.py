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
    body = question.body
    parts = [render_start(question.method, question.target, question.headers, address)]
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


def render_start(method: str, target: str, headers: bytes, address: Address) -> bytes:
    """The first line and the headers, to which others may be added.

    Raises MalformedRequest."""
    path = target.encode("ascii")
    if b"\r" in path or b"\n" in path:
        raise MalformedRequest
    parts = [
        method.encode("ascii"),
        b" ",
        address.path,
        path,
        b" HTTP/1.1\r\n",
        headers,
    ]
    if not _has_host(headers):
        parts += (b"host: ", address.authority, b"\r\n")
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

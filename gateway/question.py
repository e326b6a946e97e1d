"""What is asked of a service, and how that looks on the wire."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from gateway.address import Address
from gateway.asgi import Headers
from libs.common.errors import MalformedRequest


@dataclass(slots=True)
class Question:
    """A request. Header names are lower case.

    `body` is there whole, or comes bit by bit: then `length` is what was announced,
    None if nothing was."""

    method: str
    target: str
    headers: Headers
    body: bytes | AsyncIterator[bytes] = b""
    length: int | None = None


def render(question: Question, address: Address) -> bytes:
    """A request as it goes over the wire, with its body if that is there whole.

    Raises MalformedRequest."""
    path = question.target.encode("ascii")
    method = question.method.encode("ascii")
    parts = [method, b" ", address.path, path, b" HTTP/1.1\r\n"]
    has_host = has_length = False
    for name, value in question.headers:
        if name == b"content-length":
            has_length = True
            continue
        if name == b"host":
            has_host = True
        parts += (name, b": ", value, b"\r\n")
    body = question.body if isinstance(question.body, bytes) else None
    if body is None and question.length is None:
        parts += (b"transfer-encoding", b": ", b"chunked", b"\r\n")
    elif body is None:
        parts += (b"content-length", b": ", b"%d" % (question.length or 0), b"\r\n")
    elif body or has_length:
        parts += (b"content-length", b": ", b"%d" % len(body), b"\r\n")
    if not has_host:
        parts += (b"host", b": ", address.authority, b"\r\n")
    head = b"".join(parts)
    # Nothing that was parsed has an end of a line in it.
    count = len(parts) // 4
    if head.count(b"\r") != count or head.count(b"\n") != count:
        raise MalformedRequest
    return b"%b\r\n%b" % (head, body or b"")

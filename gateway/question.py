"""What is asked of a service, and how that looks on the wire."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from libs.common.errors import MalformedRequest


@dataclass(frozen=True, slots=True)
class Question:
    """A request. `address` is a service's, to which `target` is added.

    `body` is there whole, or comes bit by bit: then `length` is what was announced,
    None if nothing was."""

    address: str
    method: str
    target: str
    headers: Sequence[tuple[str, str]]
    body: bytes | AsyncIterator[bytes] = b""
    length: int | None = None


def render(question: Question) -> bytes:
    """A request as it goes over the wire, with its body if that is there whole.

    Raises MalformedRequest."""
    parts = urlsplit(question.address)
    lines = [f"{question.method} {parts.path}{question.target} HTTP/1.1"]
    has_host = has_length = False
    for name, value in question.headers:
        if name == "content-length":
            has_length = True
            continue
        has_host = has_host or name == "host"
        lines.append(f"{name}: {value}")
    body = question.body if isinstance(question.body, bytes) else None
    if body is None and question.length is None:
        lines.append("transfer-encoding: chunked")
    elif body is None:
        lines.append(f"content-length: {question.length}")
    elif body or has_length:
        lines.append(f"content-length: {len(body)}")
    if not has_host:
        lines.append(f"host: {parts.netloc}")
    head = "\r\n".join(lines)
    # Nothing that was parsed has an end of a line in it.
    if head.count("\r") != len(lines) - 1 or head.count("\n") != len(lines) - 1:
        raise MalformedRequest
    return f"{head}\r\n\r\n".encode() + (body or b"")

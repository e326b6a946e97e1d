"""A service's answer that came in one piece, read without a parser.

Most do. Whatever is unusual in any way is left to the parser, which reads all."""

import re
from functools import lru_cache

from gateway.headers import NOT_FOR_CLIENT
from gateway.open_streams import is_event_stream

# Of others it is not their headers alone that tell whether there is a body.
_STATUSES = {b"%d " % n: n for n in range(200, 600) if n not in {204, 205, 304}}
_HEADER = re.compile(
    rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*)"
)
_LONGEST_HEAD = 2048
_MOST_DIGITS = 12
_WITH_CARE = frozenset({b"transfer-encoding", b"upgrade"})
_KEPT, _DROPPED, _LENGTH, _UNUSUAL = range(4)

_Line = tuple[int, bytes, bytes, int]
"""What a line is; the header's name and the line as it goes on; the length it tells."""


def read_whole(
    data: bytes, but: frozenset[bytes]
) -> tuple[int, list[bytes], int] | None:
    """Status, header lines for the client (all but those named `but`, in lower case),
    and where the body begins, of an answer to anything but HEAD.

    None if the bytes are not one whole answer, or have to be read with care."""
    end = data.find(b"\r\n\r\n")
    status = _STATUSES.get(data[9:13])
    is_one = 0 <= end <= _LONGEST_HEAD and data.startswith(b"HTTP/1.1 ")
    if status is None or not is_one:
        return None
    kept, told = [], -1
    lines = data[:end].split(b"\r\n")
    del lines[0]
    for kind, name, line, length in map(_read_line, lines):
        if kind == _KEPT:
            if name not in but:
                kept.append(line)
        elif kind == _LENGTH:
            if told >= 0:
                return None
            told = length
            kept.append(line)
        elif kind == _UNUSUAL:
            return None
    body_at = end + 4
    return (status, kept, body_at) if len(data) - body_at == told else None


def _judge_line(line: bytes) -> _Line:
    read = _HEADER.fullmatch(line)
    if read is None:
        return _UNUSUAL, b"", b"", -1
    name, value = read[1].lower(), read[2].rstrip(b" \t")
    kind, length = _KEPT, -1
    if name == b"content-length":
        kind = _UNUSUAL
        if value.isdigit() and len(value) <= _MOST_DIGITS:
            kind, length = _LENGTH, int(value)
    elif name == b"connection":
        kind = _DROPPED if value.lower() == b"keep-alive" else _UNUSUAL
    elif name in _WITH_CARE or is_event_stream({name: value}):
        kind = _UNUSUAL
    elif name in NOT_FOR_CLIENT:
        kind = _DROPPED
    return kind, name, b"%b: %b\r\n" % (name, value), length


# Most lines are said again and again.
_read_line = lru_cache(maxsize=4096)(_judge_line)

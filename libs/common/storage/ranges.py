"""The `Range` header of a request for a stored object."""

import re

from libs.common.storage.interface import ByteRange, RangeNotSatisfiable

# Longer numbers than any object's size would only serve to waste time.
_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def parse_range(header: str | None, size_bytes: int) -> ByteRange | None:
    """The one range asked for, its `end` filled in; None = send the whole object.

    A header that is malformed, or names several ranges, asks for nothing, as a server
    may treat it. Raises RangeNotSatisfiable where it begins behind the end.
    Source: RFC 9110, section 14."""
    match = _ONE_RANGE.fullmatch(header.strip()) if header else None
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        return _last_bytes(int(match[2]), size_bytes)
    start = int(match[1])
    end = int(match[2]) if match[2] else size_bytes - 1
    if match[2] and end < start:
        return None
    if start >= size_bytes:
        raise RangeNotSatisfiable(headers={"Content-Range": f"bytes */{size_bytes}"})
    return ByteRange(start, min(end, size_bytes - 1))


def _last_bytes(count: int, size_bytes: int) -> ByteRange:
    if not count or not size_bytes:
        raise RangeNotSatisfiable(headers={"Content-Range": f"bytes */{size_bytes}"})
    return ByteRange(max(0, size_bytes - count), size_bytes - 1)

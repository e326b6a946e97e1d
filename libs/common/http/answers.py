"""Reading what an outside server answers, without trusting it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2


class AnswerTooLarge(Exception):
    """The body is larger than is taken."""


async def read_bounded(response: httpx2.Response, max_bytes: int) -> bytes:
    """The body of a response that is being streamed. Raises AnswerTooLarge."""
    pieces: list[bytes] = []
    size = 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > max_bytes:
            raise AnswerTooLarge
        pieces.append(piece)
    return b"".join(pieces)


def read_retry_after(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds to wait, 0 where it is not said. Source: RFC 9110, 10.2.3."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:9])
    try:
        until: datetime = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):  # the last: of a year of 20 digits
        return 0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())

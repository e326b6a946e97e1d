"""Brings one medium from where the platform has it onto this machine: guarded, bounded,
its type found in its bytes."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from libs.common.contracts.social import FailureReason
from libs.common.http.fetch_errors import (
    FetchFailed,
    FetchTimedOut,
    FetchTooLarge,
    UrlRefused,
)
from libs.common.http.outside_calls import OutsideCall, OutsideCalls
from libs.common.http.url_guard import UrlGuard
from services.social.media.content_types import (
    HEAD_BYTES,
    MediaType,
    describe_refusal,
    probe,
)

_REASON_OF_STATUS: dict[int, FailureReason] = {
    401: "auth",
    403: "blocked",
    404: "not_found",
    410: "not_found",
    429: "rate_limited",
    451: "geo_blocked",
}
# What hosts say of a signed address whose time is over.
_EXPIRED = frozenset({403, 410})
# A thread for each is worth it.
_PIECE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """The most that is taken, in bytes and seconds."""

    image_bytes: int
    video_bytes: int
    timeout_seconds: float


@dataclass(frozen=True, slots=True)
class Download:
    """A medium on this machine, not looked into yet but for its first bytes."""

    path: Path
    type: MediaType
    sha256: str
    size_bytes: int


class MediumNotStored(Exception):
    """The medium could not be had; `reason` and `message` are kept with it.

    `is_expired`: its address may have run out, and a new one may be better."""

    def __init__(
        self, reason: FailureReason, message: str, *, is_expired: bool = False
    ) -> None:
        super().__init__(message)
        self.reason: FailureReason = reason
        self.message = message
        self.is_expired = is_expired


class MediaFetcher:
    """Streams media into files."""

    def __init__(
        self, guard: UrlGuard, limits: MediaLimits, calls: OutsideCalls
    ) -> None:
        self._guard = guard
        self._limits = limits
        self._calls = calls

    async def fetch(self, url: str, path: Path, *, is_video: bool) -> Download:
        """Writes what is behind the URL to a new file. Raises MediumNotStored."""
        with _translated(), self._calls.watch("media", "fetch") as call:
            return await self._fetch(url, path, call, is_video=is_video)

    async def _fetch(
        self, url: str, path: Path, call: OutsideCall, *, is_video: bool
    ) -> Download:
        limits = self._limits
        async with self._guard.guarded_stream(
            url,
            max_bytes=limits.video_bytes if is_video else limits.image_bytes,
            timeout_seconds=limits.timeout_seconds,
        ) as response:
            call.status_code = response.status
            _check_status(response.status, response.url)
            async with aclosing(_with_head(response.chunks())) as content:
                head = await anext(content)
                media = _check_type(head, is_video=is_video)
                return await _write(path, head, content, media)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except UrlRefused as error:
        raise MediumNotStored("blocked", error.message) from None
    except FetchTooLarge as error:
        raise MediumNotStored("malformed", error.message) from None
    except FetchTimedOut as error:
        raise MediumNotStored("timeout", error.message) from None
    except FetchFailed as error:
        raise MediumNotStored("source_unavailable", error.message) from None


def _check_status(status: int, url: str) -> None:
    if status == 200:
        return
    fallback: FailureReason = "source_unavailable" if status >= 500 else "not_found"
    reason = _REASON_OF_STATUS.get(status, fallback)
    # A signature needs room, and hosts have it in the query.
    is_expired = status in _EXPIRED and bool(urlsplit(url).query)
    raise MediumNotStored(
        reason, f"The medium's host answered {status}.", is_expired=is_expired
    )


def _check_type(head: bytes, *, is_video: bool) -> MediaType:
    media = probe(head)
    if media is not None and media.is_video == is_video:
        return media
    told = "a video" if is_video else "a picture"
    refusal = describe_refusal(head) or f"What is there is not {told}."
    raise MediumNotStored("malformed", refusal)


async def _with_head(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    """The same bytes, the first piece long enough to tell what they are."""
    head = b""
    async for chunk in chunks:
        head += chunk
        if len(head) >= HEAD_BYTES:
            break
    yield head
    async for chunk in chunks:
        yield chunk


async def _write(
    path: Path, head: bytes, rest: AsyncIterator[bytes], media: MediaType
) -> Download:
    """Writes the bytes, a piece in a thread while the next one comes in."""
    digest, size = sha256(), 0

    def write(pieces: list[bytes]) -> None:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)

    file = await asyncio.to_thread(path.open, "xb")
    writing = asyncio.create_task(asyncio.to_thread(write, [head]))
    try:
        waiting: list[bytes] = []
        held, size = 0, len(head)
        async for chunk in rest:
            waiting.append(chunk)
            held += len(chunk)
            if held >= _PIECE_BYTES:
                await writing
                writing = asyncio.create_task(asyncio.to_thread(write, waiting))
                waiting, size, held = [], size + held, 0
        await writing
        writing = asyncio.create_task(asyncio.to_thread(write, waiting))
        await writing
    finally:
        # A thread cannot be stopped, and must not meet a closed file.
        await asyncio.wait([writing])
        file.close()
    return Download(path, media, digest.hexdigest(), size + held)

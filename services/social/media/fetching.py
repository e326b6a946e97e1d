"""Brings one medium from where the platform has it into our storage."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID

from libs.common.contracts.social import FailureReason
from libs.common.http.fetch_errors import (
    FetchFailed,
    FetchTimedOut,
    FetchTooLarge,
    UrlRefused,
)
from libs.common.http.outside_calls import OutsideCall, OutsideCalls
from libs.common.http.url_guard import UrlGuard
from libs.common.storage.interface import Storage
from services.social.media.content_types import HEAD_BYTES, MediaType, probe
from services.social.media.pictures import PictureDamaged, PictureReader, PictureSize

_REASON_OF_STATUS: dict[int, FailureReason] = {
    401: "auth",
    403: "blocked",
    404: "not_found",
    410: "not_found",
    429: "rate_limited",
    451: "geo_blocked",
}

_HELD_IN_MEMORY_BYTES = 1_000_000
_CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """The most that is taken, in bytes and seconds."""

    image_bytes: int
    video_bytes: int
    timeout_seconds: float


@dataclass(frozen=True, slots=True)
class StoredMedium:
    """Where a medium was put; `size` of a picture that could be decoded."""

    key: str
    content_type: str
    size_bytes: int
    size: PictureSize | None


class MediumNotStored(Exception):
    """The medium could not be had; `reason` and `message` are kept with it."""

    def __init__(self, reason: FailureReason, message: str) -> None:
        super().__init__(message)
        self.reason: FailureReason = reason
        self.message = message


class MediaFetcher:
    """Streams media into storage: guarded, bounded, its type found in its bytes.

    Pictures are decoded on the way; one that cannot be shown is not stored."""

    def __init__(
        self,
        guard: UrlGuard,
        storage: Storage,
        pictures: PictureReader,
        limits: MediaLimits,
        calls: OutsideCalls,
    ) -> None:
        self._guard = guard
        self._calls = calls
        self._storage = storage
        self._pictures = pictures
        self._limits = limits

    async def fetch(
        self, url: str, *, post_id: UUID, medium_id: UUID, is_video: bool
    ) -> StoredMedium:
        """Stores what is behind the URL as `posts/<post>/<medium>.<ending>`.

        Raises MediumNotStored; storage's own errors pass."""
        try:
            with self._calls.watch("media", "fetch") as call:
                return await self._fetch(
                    url,
                    f"{folder_of_post(post_id)}{medium_id}",
                    call,
                    is_video=is_video,
                )
        except PictureDamaged as error:
            raise MediumNotStored("malformed", str(error)) from None
        except UrlRefused as error:
            raise MediumNotStored("blocked", error.message) from None
        except FetchTooLarge as error:
            raise MediumNotStored("malformed", error.message) from None
        except FetchTimedOut as error:
            raise MediumNotStored("timeout", error.message) from None
        except FetchFailed as error:
            raise MediumNotStored("source_unavailable", error.message) from None

    async def _fetch(
        self, url: str, key: str, call: OutsideCall, *, is_video: bool
    ) -> StoredMedium:
        limits = self._limits
        async with self._guard.guarded_stream(
            url,
            max_bytes=limits.video_bytes if is_video else limits.image_bytes,
            timeout_seconds=limits.timeout_seconds,
        ) as response:
            call.status_code = response.status
            _check_status(response.status)
            async with aclosing(_with_head(response.chunks())) as content:
                head = await anext(content)
                media = _check_type(head, is_video=is_video)
                store = self._store if is_video else self._store_picture
                return await store(
                    f"{key}.{media.extension}", _after(head, content), media
                )

    async def _store(
        self,
        key: str,
        content: AsyncIterator[bytes],
        media: MediaType,
        size: PictureSize | None = None,
    ) -> StoredMedium:
        stored = await self._storage.put_stream(key, content, media.content_type)
        return StoredMedium(stored.key, media.content_type, stored.size_bytes, size)

    async def _store_picture(
        self, key: str, content: AsyncIterator[bytes], media: MediaType
    ) -> StoredMedium:
        with SpooledTemporaryFile(_HELD_IN_MEMORY_BYTES) as file:
            async for chunk in content:
                file.write(chunk)
            size = await self._pictures.read(file, media.content_type)
            return await self._store(key, _read_again(file), media, size)


def folder_of_post(post_id: UUID) -> str:
    """The folder of a post's media."""
    return f"posts/{post_id}/"


def _check_status(status: int) -> None:
    if status == 200:
        return
    fallback: FailureReason = "source_unavailable" if status >= 500 else "not_found"
    reason = _REASON_OF_STATUS.get(status, fallback)
    raise MediumNotStored(reason, f"The medium's host answered {status}.")


def _check_type(head: bytes, *, is_video: bool) -> MediaType:
    media = probe(head)
    expected = "a video" if is_video else "a picture"
    if media is None or media.is_video != is_video:
        raise MediumNotStored("malformed", f"What is there is not {expected}.")
    return media


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


async def _after(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for chunk in rest:
        yield chunk


async def _read_again(file: IO[bytes]) -> AsyncIterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK_BYTES):
        yield chunk

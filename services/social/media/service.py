"""Hands out stored media under signed links."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from libs.common.clock import Clock
from libs.common.storage.interface import ByteRange, Storage
from libs.common.storage.links import MediaLinks
from libs.common.storage.ranges import parse_range
from services.social.media.content_types import SERVED
from services.social.media.looks import MediaLooks
from services.social.showcase.pictures import draw_picture
from services.social.showcase.repository import KEY_PREFIX


@dataclass(frozen=True, slots=True)
class ServedMedium:
    """What is sent for a link: status, headers, and the bytes (none if unchanged)."""

    status_code: int
    headers: dict[str, str]
    content: AsyncIterator[bytes] | None


class MediaService:
    """Serves what a link allows."""

    def __init__(
        self, storage: Storage, links: MediaLinks, looks: MediaLooks, clock: Clock
    ) -> None:
        self._storage = storage
        self._links = links
        self._looks = looks
        self._clock = clock

    async def serve(
        self,
        key: str,
        *,
        expires: str,
        signature: str,
        range_header: str | None,
        known_tag: str | None,
    ) -> ServedMedium:
        """The object, or the asked part of it.

        Raises MediaLinkInvalid, MediaLinkExpired, ObjectNotFound,
        RangeNotSatisfiable."""
        expires_at = self._links.check(key, expires, signature)
        if key.startswith(KEY_PREFIX):
            await draw_picture(self._storage, key)
        stored = await self._storage.stat(key)
        await self._looks.note(key)
        tag = f'"{stored.sha256}"'
        left = max(0, int((expires_at - self._clock.now()).total_seconds()))
        headers = {
            "Cache-Control": f"private, max-age={left}, immutable",
            "ETag": tag,
            **_safe_headers(stored.content_type),
        }
        if known_tag == tag:
            return ServedMedium(304, headers, None)
        part = parse_range(range_header, stored.size_bytes)
        if part is None:
            headers["Content-Length"] = str(stored.size_bytes)
            return ServedMedium(200, headers, self._storage.open(key))
        end = stored.size_bytes - 1 if part.end is None else part.end
        headers["Content-Length"] = str(end - part.start + 1)
        headers["Content-Range"] = f"bytes {part.start}-{end}/{stored.size_bytes}"
        content = self._storage.open(key, ByteRange(part.start, end))
        return ServedMedium(206, headers, content)


def _safe_headers(content_type: str) -> dict[str, str]:
    """A browser shows pictures and videos, guesses nothing and runs nothing."""
    is_shown = content_type in SERVED
    return {
        "Accept-Ranges": "bytes",
        "Content-Disposition": "inline" if is_shown else "attachment",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Type": content_type if is_shown else "application/octet-stream",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }

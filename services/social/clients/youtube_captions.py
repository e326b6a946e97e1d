"""The captions of a video of YouTube, as timed segments.

YouTube's own API gives captions to the owner of a video alone. So yt-dlp tells where
they are; their addresses are good for some hours, and are remembered for one (in
Redis: whoever finds them gone asks yt-dlp again)."""

import asyncio
from dataclasses import dataclass

from pydantic import ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from libs.common.contracts.social import FailureReason, TranscriptSegment
from libs.common.http.fetch_errors import (
    FetchFailed,
    FetchTimedOut,
    FetchTooLarge,
    UrlRefused,
)
from libs.common.http.outside_calls import OutsideCalls
from libs.common.http.url_guard import UrlGuard
from services.social.clients.caption_tracks import (
    CaptionTrack,
    CaptionTracks,
    read_tracks,
)
from services.social.clients.json3 import NoJson3, parse_json3
from services.social.clients.pause import AskingFailed, Pause
from services.social.clients.ytdlp import VIDEO_ID, Extract, watch_url

_MOST_BYTES = 10_000_000
_TIMEOUT_SECONDS = 15.0
_REMEMBERED_SECONDS = 3600
# Captions are answered to browsers.
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 "
    "Firefox/140.0",
    "Accept-Language": "en-US,en;q=0.5",
}
_REASON_OF_STATUS: dict[int, FailureReason] = {
    403: "blocked",
    404: "not_found",
    410: "not_found",
    429: "rate_limited",
}
_PAUSE_AFTER_429_SECONDS = 300.0


class CaptionsFailed(AskingFailed):
    """The captions could not be had, which says nothing of whether there are any."""


@dataclass(frozen=True, slots=True)
class Captions:
    """The words of one track. No segments: nothing is said in the video, or the
    track names sounds alone. `is_automatic`: YouTube heard them."""

    segments: tuple[TranscriptSegment, ...]
    language: str
    is_automatic: bool


class RememberedTracks:
    """Where the captions of videos are, for an hour; may be forgotten at any time."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def keep(self, video_id: str, tracks: CaptionTracks) -> None:
        """Remembers the tracks of a video."""
        try:
            await self._redis.set(
                _place(video_id), tracks.model_dump_json(), ex=_REMEMBERED_SECONDS
            )
        except (RedisError, OSError):
            return

    async def find(self, video_id: str) -> CaptionTracks | None:
        """The tracks of a video, None where they are not remembered."""
        try:
            told = await self._redis.get(_place(video_id))
        except (RedisError, OSError):
            return None
        try:
            return CaptionTracks.model_validate_json(told) if told else None
        except ValidationError:
            return None


class YouTubeCaptions:
    """`extract` is yt-dlp, None where it is off."""

    def __init__(
        self,
        extract: Extract | None,
        remembered: RememberedTracks,
        guard: UrlGuard,
        calls: OutsideCalls,
    ) -> None:
        self._extract = extract
        self._remembered = remembered
        self._guard = guard
        self._calls = calls
        self._pause = Pause()

    async def fetch_captions(
        self, video_id: str, language: str | None = None
    ) -> Captions | None:
        """The video's captions, in the language if there are such (default: the one
        that is spoken in it); None for a video that has none.

        At most one run of yt-dlp and one request. Raises CaptionsFailed."""
        self._pause.check()
        tracks = await self._remembered.find(video_id)
        if tracks is None:
            tracks = await self._find_tracks(video_id)
        track = tracks.choose(language)
        if track is None:
            return None
        try:
            content = await self._read(track)
        except CaptionsFailed as failed:
            self._pause.note(failed)
            raise
        try:
            segments = await asyncio.to_thread(parse_json3, content)
        except NoJson3:
            text = "YouTube's captions of this video cannot be read."
            raise CaptionsFailed("malformed", text) from None
        return Captions(segments, track.language, track.is_automatic)

    async def _find_tracks(self, video_id: str) -> CaptionTracks:
        if self._extract is None:
            text = (
                "Captions of YouTube are found by yt-dlp, which is off: set "
                "YTDLP_ENABLED=true."
            )
            raise CaptionsFailed("source_unavailable", text)
        if not VIDEO_ID.fullmatch(video_id):
            raise CaptionsFailed("not_found", "YouTube has no video of this id.")
        try:
            info = await self._extract(watch_url(video_id))
        except AskingFailed as failed:
            raise CaptionsFailed(failed.reason, failed.message) from None
        if info.get("id") != video_id:
            text = "yt-dlp answered about another video."
            raise CaptionsFailed("malformed", text)
        tracks = read_tracks(info)
        await self._remembered.keep(video_id, tracks)
        return tracks

    async def _read(self, track: CaptionTrack) -> bytes:
        try:
            with self._calls.watch("youtube_captions", "fetch") as call:
                async with self._guard.guarded_stream(
                    track.url,
                    max_bytes=_MOST_BYTES,
                    timeout_seconds=_TIMEOUT_SECONDS,
                    headers=_HEADERS,
                ) as response:
                    call.status_code = response.status
                    _check_status(response.status)
                    content = await response.read()
        except UrlRefused as error:
            raise CaptionsFailed("blocked", error.message) from None
        except FetchTooLarge as error:
            raise CaptionsFailed("malformed", error.message) from None
        except FetchTimedOut as error:
            raise CaptionsFailed("timeout", error.message) from None
        except FetchFailed as error:
            raise CaptionsFailed("source_unavailable", error.message) from None
        if not content.strip():
            # This is how YouTube answers who has not proved to be a browser.
            text = "YouTube gives the captions of this video to browsers alone."
            raise CaptionsFailed("blocked", text)
        return content


def _check_status(status: int) -> None:
    if status == 200:
        return
    reason = _REASON_OF_STATUS.get(status, "source_unavailable")
    raise CaptionsFailed(
        reason,
        f"YouTube answered {status} when asked for the captions of this video.",
        pause_seconds=_PAUSE_AFTER_429_SECONDS if status == 429 else 0,
    )


def _place(video_id: str) -> str:
    return f"youtube:captions:{video_id}"

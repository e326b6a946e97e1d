"""YouTube's Data API v3: its paths and its way of saying no.

Each call costs one unit of the key's day, however much it asks for; a search would
cost a call of a hundred, so nothing is searched. Source: developers.google.com,
YouTube Data API reference, errors; discovery document of 2026-11-04."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from libs.common.contracts.social import FailureReason
from libs.common.http.vendor import (
    VendorAnswer,
    VendorClient,
    VendorRequest,
    VendorTools,
)
from libs.common.http.vendor_terms import VendorFailed, VendorPatience, VendorTerms
from services.social.clients.youtube_units import DailyUnits

MOST_IDS = 50
_MOST_PAGE = 50
_MOST_COMMENTS_PAGE = 100
_NAME, _LABEL, _SETTING = "youtube_data", "YouTube's API", "YOUTUBE_API_KEY"

_USED_UP = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_REASONS: dict[str, FailureReason] = {
    **dict.fromkeys(_USED_UP, "no_credit"),
    "keyInvalid": "auth",
    "forbidden": "auth",
    "accessNotConfigured": "auth",
    "ipRefererBlocked": "auth",
    "rateLimitExceeded": "rate_limited",
    "userRateLimitExceeded": "rate_limited",
    "videoNotFound": "not_found",
    "channelNotFound": "not_found",
    "playlistNotFound": "not_found",
}
_COMMENTS_DISABLED = "commentsDisabled"
_CHANNELS = "youtube#channelListResponse"


class _NoList(ValueError):
    """The answer is none of the API's lists."""


@dataclass(frozen=True, slots=True)
class YouTubeOptions:
    """Where the API is, and under which key."""

    url: str
    key: str
    timeout_seconds: float = 15.0
    first_delay_seconds: float = 0.5


@dataclass(frozen=True, slots=True)
class Listing:
    """The items of a list as they came, and how many calls it took."""

    items: list[Any]
    calls: int


class YouTubeDataClient:
    """Lists. All raise VendorFailed, `malformed` for what is no list."""

    def __init__(
        self, options: YouTubeOptions, tools: VendorTools, units: DailyUnits
    ) -> None:
        self._http = VendorClient(_build_terms(options), tools)
        self._units = units

    async def list_videos(self, ids: Sequence[str]) -> Listing:
        """Videos by their ids, at most 50. Of those that are deleted, private, or
        never were there is nothing."""
        parts = "snippet,statistics,contentDetails,status"
        return await self._list("videos", part=parts, id=",".join(ids))

    async def list_channels(self, ids: Sequence[str]) -> Listing:
        """Channels by their ids, at most 50."""
        parts = "snippet,statistics,contentDetails"
        return await self._list("channels", part=parts, id=",".join(ids))

    async def find_channel(self, handle: str) -> Listing:
        """The channel of a handle, if there is one."""
        parts = "snippet,statistics,contentDetails"
        return await self._list("channels", part=parts, forHandle=f"@{handle}")

    async def list_uploads(self, playlist_id: str, most: int) -> Listing:
        """The newest entries of a channel's uploads, which name videos."""
        size = min(most, _MOST_PAGE)
        return await self._list_pages(
            "playlistItems",
            most,
            part="contentDetails",
            playlistId=playlist_id,
            maxResults=size,
        )

    async def list_comments(self, video_id: str, most: int) -> Listing:
        """The threads below a video that YouTube finds the most relevant; none where
        comments are switched off."""
        size = min(most, _MOST_COMMENTS_PAGE)
        try:
            return await self._list_pages(
                "commentThreads",
                most,
                part="snippet",
                videoId=video_id,
                order="relevance",
                textFormat="plainText",
                maxResults=size,
            )
        except VendorFailed as failed:
            if _read_reason(failed.body) == _COMMENTS_DISABLED:
                return Listing([], failed.calls)
            raise

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.close()

    async def _list_pages(self, name: str, most: int, **asked: Any) -> Listing:
        """Page after page, until there is enough; what they say of totals is a lie."""
        items: list[Any] = []
        calls = 0
        # A page may come back empty, with another after it; but not for ever.
        for _ in range(1 + most // asked["maxResults"]):
            answer = await self._ask(name, **asked)
            calls += answer.calls
            items += _items_of(answer.body)
            token = answer.body.get("nextPageToken")
            if len(items) >= most or not isinstance(token, str):
                break
            asked["pageToken"] = token
        return Listing(items[:most], calls)

    async def _list(self, name: str, **asked: Any) -> Listing:
        answer = await self._ask(name, **asked)
        return Listing(_items_of(answer.body), answer.calls)

    async def _ask(self, name: str, **asked: Any) -> VendorAnswer[dict[str, Any]]:
        if not await self._units.take():
            raise self._used_up()
        try:
            request = VendorRequest(name, "GET", f"/{name}", params=asked)
            return await self._http.call(request, read=_read_list)
        except VendorFailed as failed:
            if _read_reason(failed.body) not in _USED_UP:
                raise
            await self._units.use_up()
            again = self._used_up()
            again.calls = failed.calls
            raise again from None

    def _used_up(self) -> VendorFailed:
        renewed_at = self._units.renewed_at()
        return VendorFailed(
            "no_credit",
            "The day's quota of YOUTUBE_API_KEY is used up. YouTube renews it at "
            f"{renewed_at:%H:%M} UTC (midnight in California).",
        )


def _build_terms(options: YouTubeOptions) -> VendorTerms:
    return VendorTerms(
        name=_NAME,
        label=_LABEL,
        setting=_SETTING,
        base_url=options.url.rstrip("/"),
        headers={"X-Goog-Api-Key": options.key},
        patience=VendorPatience(
            timeout_seconds=options.timeout_seconds,
            first_delay_seconds=options.first_delay_seconds,
        ),
        words={
            "auth": "YouTube refused YOUTUBE_API_KEY. Is the key right, is the YouTube "
            "Data API v3 switched on in its project, and may it be used from here?",
            "not_found": "YouTube does not know this: it was deleted, or never was.",
        },
        judge=_judge,
    )


def _judge(_: int, body: bytes) -> FailureReason | None:
    reason = _read_reason(body)
    if reason == "badRequest" and b"API key" in body:
        return "auth"
    return _REASONS.get(reason)


def _read_reason(body: bytes) -> str:
    """YouTube's own word for what is wrong; empty where the body tells none."""
    try:
        told = orjson.loads(body)["error"]["errors"][0]["reason"]
    except (orjson.JSONDecodeError, KeyError, IndexError, TypeError):
        return ""
    return told if isinstance(told, str) else ""


def _read_list(content: bytes) -> dict[str, Any]:
    body = orjson.loads(content)
    if not isinstance(body, dict):
        raise _NoList
    # Where no channel is found there is the rest of an answer, but no list.
    if body.get("kind") == _CHANNELS and "pageInfo" in body:
        body.setdefault("items", [])
    if not isinstance(body.get("items"), list):
        raise _NoList
    return body


def _items_of(body: dict[str, Any]) -> list[Any]:
    items: list[Any] = body["items"]
    return items

"""yt-dlp as a function: info dictionaries in the form that it gives, and its errors.

`extract` stands in for the real one (`services.social.clients.ytdlp.Extract`). The
dictionaries are written by hand after yt-dlp 2026.10.26."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from services.social.clients.ytdlp import channel_url, uploads_url, watch_url
from services.social.clients.ytdlp_errors import read_errors

CHANNEL = "UCrecorded0channel00000w"
_TIMEDTEXT = "https://www.youtube.com/api/timedtext"

# What yt-dlp writes to its errors, by the reason that it means.
TOLD: dict[str, str] = {
    "private": "Private video. Sign in if you've been granted access to this video",
    "not_found": "Video unavailable. This video has been removed by the uploader",
    "age_restricted": "Sign in to confirm your age. This video may be inappropriate "
    "for some users.",
    "blocked": "Sign in to confirm you’re not a bot. Use --cookies-from-browser",
    "members_only": "Join this channel to get access to members-only content",
    "geo_blocked": "The uploader has not made this video available in your country",
    "not_yet": "This live event will begin in 3 hours.",
    "rate_limited": "Video unavailable. This content isn't available, try again later. "
    "The current session has been rate-limited by YouTube for up to an hour.",
    "source_unavailable": "Unable to download API page: Failed to resolve "
    "'www.youtube.com' (caused by TransportError())",
    "timeout": "Unable to download API page: The read operation timed out",
}


@dataclass
class RecordedYtDlp:
    """Answers by address, `failures` being keys of TOLD; every call is counted."""

    infos: dict[str, Any] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    def add(self, *infos: dict[str, Any]) -> None:
        """Videos that it knows."""
        self.infos |= {watch_url(info["id"]): info for info in infos}

    def add_channel(self, *infos: dict[str, Any], handle: str = "recorded") -> None:
        """Videos that it knows, as uploads of the channel, newest first."""
        self.add(*infos)
        listed = {
            "_type": "playlist",
            "id": f"UU{CHANNEL[2:]}",
            "channel_id": CHANNEL,
            "entries": [build_entry(info) for info in infos],
        }
        self.infos[uploads_url(CHANNEL)] = listed
        self.infos[channel_url(handle)] = {**listed, "id": CHANNEL, "entries": []}

    def fail(self, video_id: str, reason: str) -> None:
        """From now on this video fails so."""
        self.failures[watch_url(video_id)] = reason

    async def extract(self, url: str, most: int = 1) -> dict[str, Any]:
        """See `Extract`."""
        self.asked[url] += 1
        reason = self.failures.get(url)
        if reason or url not in self.infos:
            text = TOLD[reason or "not_found"]
            raise read_errors(f"ERROR: [youtube] {url[-11:]}: {text}\n")
        info: dict[str, Any] = self.infos[url]
        if isinstance(info, dict) and "entries" in info:
            return {**info, "entries": info["entries"][:most]}
        return info


def build_info(video_id: str, **changes: Any) -> dict[str, Any]:
    """An ordinary video with captions made by hand and by YouTube."""
    at = datetime(2026, 11, 1, 15, 30, tzinfo=UTC)
    return {
        "_type": "video",
        "id": video_id,
        "title": f"Recorded {video_id}",
        "description": "Recorded by hand.",
        "uploader": "Recorded Channel",
        "uploader_id": "@Recorded",
        "channel": "Recorded Channel",
        "channel_id": CHANNEL,
        "channel_follower_count": 45_600,
        "view_count": 12_345,
        "like_count": 678,
        "comment_count": 90,
        "duration": 213,
        "upload_date": "20261101",
        "timestamp": int(at.timestamp()),
        "release_timestamp": None,
        "tags": ["recorded"],
        "thumbnail": f"https://i.ytimg.com/vi/{video_id}/maxresdefault.jpg",
        "thumbnails": [
            {"url": f"https://i.ytimg.com/vi/{video_id}/default.jpg", "id": "0"},
            {
                "url": f"https://i.ytimg.com/vi/{video_id}/hqdefault.jpg",
                "width": 480,
                "height": 360,
                "id": "1",
            },
        ],
        "age_limit": 0,
        "live_status": "not_live",
        "media_type": "video",
        "availability": "public",
        "language": "en",
        "extractor_key": "Youtube",
        "webpage_url": watch_url(video_id),
        "formats": [],
        "subtitles": {"en": build_forms(video_id, "en")},
        "automatic_captions": {
            language: build_forms(video_id, language)
            for language in ("af", "de", "en-orig", "en")
        },
        **changes,
    }


def build_forms(
    video_id: str, language: str, base: str = _TIMEDTEXT
) -> list[dict[str, Any]]:
    """One caption track in two of its forms."""
    return [
        {"ext": ext, "url": f"{base}?v={video_id}&lang={language}&fmt={ext}"}
        for ext in ("json3", "vtt")
    ]


def build_entry(info: dict[str, Any]) -> dict[str, Any]:
    """How a list shows a video: without times and likes."""
    names = ("id", "title", "duration", "view_count", "channel_id")
    entry = {name: info.get(name) for name in names}
    return {"_type": "url", "ie_key": "Youtube", "url": info["webpage_url"], **entry}


SHORT = {"media_type": "short", "duration": 31}
LIVE = {"media_type": "livestream", "live_status": "is_live", "duration": None}
UPCOMING = {"live_status": "is_upcoming", "view_count": None, "duration": None}
WITHOUT_CAPTIONS: dict[str, Any] = {"subtitles": {}, "automatic_captions": {}}

"""What YouTube's Data API says of a video, a channel, a comment."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

UPLOADS = "UU"
PICTURES = "https://i.ytimg.com"
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_BEGAN = datetime(2026, 11, 1, 12, tzinfo=UTC)


def pick_id(name: str) -> str:
    """A well-formed video id, the same for the same name."""
    digest = hashlib.sha256(name.encode()).digest()
    return "".join(_ALPHABET[byte % 64] for byte in digest[:10]) + "A"


def build_channel(channel_id: str, handle: str, **changes: Any) -> dict[str, Any]:
    """A channel; `changes` are of its statistics."""
    return {
        "kind": "youtube#channel",
        "id": channel_id,
        "snippet": {
            "title": handle.capitalize(),
            "description": "",
            "customUrl": f"@{handle.lower()}",
            "publishedAt": "2015-01-01T00:00:00Z",
        },
        "statistics": {
            "viewCount": "1000000",
            "subscriberCount": "12300",
            "hiddenSubscriberCount": False,
            "videoCount": "30",
            **changes,
        },
        "contentDetails": {
            "relatedPlaylists": {"uploads": UPLOADS + channel_id.removeprefix("UC")}
        },
    }


def build_video(
    video_id: str,
    channel_id: str,
    channel_title: str,
    *,
    published_at: datetime | None = None,
    duration: str | None = None,
    statistics: dict[str, str] | None = None,
    **snippet: Any,
) -> dict[str, Any]:
    """A video; figures that are not given follow from its id."""
    number = int.from_bytes(hashlib.sha256(video_id.encode()).digest()[:4], "big")
    at = published_at or _BEGAN - timedelta(hours=24 + number % 2000)
    minutes, seconds = divmod(240 + number % 600, 60)
    picture = f"{PICTURES}/vi/{video_id}"
    return {
        "kind": "youtube#video",
        "id": video_id,
        "snippet": {
            "publishedAt": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "channelId": channel_id,
            "title": f"Video {video_id}",
            "description": "Told by the emulator.",
            "channelTitle": channel_title,
            "categoryId": "10",
            "liveBroadcastContent": "none",
            "thumbnails": {
                "default": {
                    "url": f"{picture}/default.jpg",
                    "width": 120,
                    "height": 90,
                },
                "high": {"url": f"{picture}/hq.jpg", "width": 480, "height": 360},
            },
            **snippet,
        },
        "contentDetails": {
            "duration": duration or f"PT{minutes}M{seconds}S",
            "dimension": "2d",
            "definition": "hd",
            "caption": "false",
            "licensedContent": True,
            "contentRating": {},
        },
        "status": {
            "uploadStatus": "processed",
            "privacyStatus": "public",
            "embeddable": True,
            "publicStatsViewable": True,
            "madeForKids": False,
        },
        "statistics": statistics
        or {
            "viewCount": str(1_000 + number % 1_000),
            "likeCount": str(10 + number % 90),
            "favoriteCount": "0",
            "commentCount": str(number % 10),
        },
    }


def build_comment_thread(video_id: str, number: int) -> dict[str, Any]:
    """A comment with nothing below it."""
    name = f"Ugx{number}{video_id}"
    at = (_BEGAN + timedelta(minutes=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "kind": "youtube#commentThread",
        "id": name,
        "snippet": {
            "videoId": video_id,
            "canReply": True,
            "totalReplyCount": 0,
            "isPublic": True,
            "topLevelComment": {
                "kind": "youtube#comment",
                "id": name,
                "snippet": {
                    "videoId": video_id,
                    "textDisplay": f"Comment {number}",
                    "textOriginal": f"Comment {number}",
                    "authorDisplayName": f"@viewer{number}",
                    "authorChannelId": {"value": f"UC{number}"},
                    "likeCount": number,
                    "publishedAt": at,
                    "updatedAt": at,
                },
            },
        },
    }

"""Posts and accounts in the form of TwitterAPI.io; all of it follows from the id."""

import hashlib
from datetime import UTC, datetime
from typing import Any

_X_EPOCH_MS = 1_288_834_974_657
_X_TIME_SHIFT = 22


def build_tweet_id(moment: datetime, number: int = 0) -> str:
    """An id as X gives it to a post of that moment."""
    milliseconds = int(moment.timestamp() * 1000) - _X_EPOCH_MS
    return str((milliseconds << _X_TIME_SHIFT) + number)


def time_of(tweet_id: str) -> datetime:
    """When a post of that id was written."""
    milliseconds = (int(tweet_id) >> _X_TIME_SHIFT) + _X_EPOCH_MS
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def number_of(text: str) -> int:
    """A number that looks random and is always the same for the same text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


def user_id_of(handle: str) -> str:
    """The account's number."""
    return str(10_000_000 + number_of(handle.lower()))


def build_user(handle: str, url: str) -> dict[str, Any]:
    """An account as it stands within each of its posts."""
    number = number_of(handle)
    return {
        "type": "user",
        "userName": handle,
        "url": f"https://x.com/{handle}",
        "twitterUrl": f"https://twitter.com/{handle}",
        "id": user_id_of(handle),
        "name": f"{handle.replace('_', ' ')} (emulated)",
        "isVerified": False,
        "isBlueVerified": bool(number % 2),
        "verifiedType": None,
        "profilePicture": f"{url}/media/{handle}_normal.png",
        "coverPicture": "",
        "description": "",
        "location": "",
        "followers": 1_000 + number % 100_000,
        "following": number % 500,
        "createdAt": "Wed Dec 19 20:20:32 +0000 2007",
        "statusesCount": number % 70_000,
        "entities": {"description": {"urls": []}, "url": {}},
        "pinnedTweetIds": [],
        "isAutomated": False,
        "automatedBy": None,
    }


def build_tweet(
    tweet_id: str, handle: str, url: str, /, **changes: Any
) -> dict[str, Any]:
    """A post of that account with one picture; `url` is where its media lie."""
    number = number_of(tweet_id)
    return {
        "type": "tweet",
        "id": tweet_id,
        "url": f"https://x.com/{handle}/status/{tweet_id}",
        "twitterUrl": f"https://twitter.com/{handle}/status/{tweet_id}",
        "text": f"Post {tweet_id} of the emulator. https://t.co/m{number}",
        "source": "Twitter for iPhone",
        "retweetCount": number % 50,
        "replyCount": number % 10,
        "likeCount": 10 + number % 400,
        "quoteCount": number % 7,
        "viewCount": 1_000 + number % 30_000,
        "bookmarkCount": number % 20,
        "createdAt": f"{time_of(tweet_id):%a %b %d %H:%M:%S +0000 %Y}",
        "lang": "en",
        "isReply": False,
        "inReplyToId": None,
        "conversationId": tweet_id,
        "displayTextRange": [0, 40],
        "inReplyToUserId": None,
        "inReplyToUsername": None,
        "isRetweet": False,
        "isQuote": False,
        "isPinned": False,
        "possiblySensitive": False,
        "author": build_user(handle, url),
        "extendedEntities": {
            "media": [build_picture(f"{url}/media/{tweet_id}.png", f"m{number}")]
        },
        "card": None,
        "place": {},
        "entities": {"hashtags": [], "urls": [], "user_mentions": []},
        "quoted_tweet": None,
        "retweeted_tweet": None,
        "article": None,
        **changes,
    }


def build_picture(address: str, short: str = "pic") -> dict[str, Any]:
    """A picture within a post; `short` is what stands for it at the text's end."""
    return {
        "display_url": f"pic.x.com/{short}",
        "media_url_https": address,
        "type": "photo",
        "url": f"https://t.co/{short}",
        "sizes": {"large": {"h": 9, "w": 16, "resize": "fit"}},
        "original_info": {"height": 9, "width": 16, "focus_rects": []},
        "ext_media_availability": {"status": "Available"},
    }


def build_video(
    address: str, *bitrates: int, kind: str = "video", short: str = "vid"
) -> dict[str, Any]:
    """A video in several qualities, and the playlist that names none."""
    variants: list[dict[str, Any]] = [
        {"content_type": "application/x-mpegURL", "url": f"{address}.m3u8"}
    ]
    for bitrate in bitrates:
        film = f"{address}-{bitrate}.mp4"
        variants.append({"bitrate": bitrate, "content_type": "video/mp4", "url": film})
    return {
        **build_picture(f"{address}.png", short),
        "type": kind,
        "video_info": {
            "aspect_ratio": [16, 9],
            "duration_millis": 31_500,
            "variants": variants,
        },
    }

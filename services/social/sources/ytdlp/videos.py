"""From an info dictionary of yt-dlp to a post of ours. Pure.

Source of the form: yt-dlp 2026.10.26, README "Output template" and its extractor of
YouTube. Any field may be missing or None."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from libs.common.contracts.social import PostMetrics
from services.social.sources.collected_post import CollectedMedia, CollectedPost
from services.social.sources.source import Failure, Target
from services.social.sources.values import (
    keep_past,
    list_objects,
    read_address,
    read_count,
    read_text,
)

Info = dict[str, Any]

_MOST_NAME = 200
_MOST_SECONDS = 10_000_000
_KINDS = {"short": "short", "livestream": "live", "video": "video"}
_STREAMED = frozenset({"is_live", "was_live", "post_live"})


def find_failure(info: Info, video_id: str) -> Failure | None:
    """Why an info dictionary is no post."""
    if info.get("id") != video_id:
        return Failure("malformed", "yt-dlp answered about another video.")
    if info.get("live_status") == "is_upcoming":
        return Failure("not_yet", "This video has not been shown yet.")
    if info.get("availability") == "private":
        return Failure("private", "This video is private.")
    if not _read_channel_id(info):
        text = "What yt-dlp says of this video cannot be read: it names no channel."
        return Failure("malformed", text)
    return None


def build_post(info: Info, target: Target, now: datetime) -> CollectedPost:
    """The post of an info dictionary in which nothing is wrong, as of `now`.

    YouTube rounds followers and the number of comments."""
    channel_id = _read_channel_id(info)
    name = read_text(info.get("channel")) or read_text(info.get("uploader"))
    handle = read_text(info.get("uploader_id")).removeprefix("@")
    is_live = info.get("live_status") == "is_live"
    return CollectedPost(
        platform=target.platform,
        platform_post_id=target.post_id,
        url=target.url,
        creator_key=channel_id,
        creator_name=name[:_MOST_NAME] or channel_id,
        username=handle[:_MOST_NAME] or None,
        as_of=now,
        kind=_find_kind(info, target),
        title=read_text(info.get("title")) or None,
        content=read_text(info.get("description")) or None,
        published_at=_read_published(info, now),
        duration_seconds=None if is_live else read_seconds(info.get("duration")),
        metrics=PostMetrics(
            views=read_count(info.get("view_count")),
            likes=read_count(info.get("like_count")),
            comments=read_count(info.get("comment_count")),
            followers=read_count(info.get("channel_follower_count")),
        ),
        media=tuple(_read_thumbnail(info)),
    )


def read_seconds(told: object) -> float | None:
    """A length in seconds, None for anything else."""
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    return float(told) if 0 < told <= _MOST_SECONDS else None


def _read_channel_id(info: Info) -> str:
    channel_id = read_text(info.get("channel_id"))
    return channel_id if len(channel_id) <= _MOST_NAME else ""


def _find_kind(info: Info, target: Target) -> str | None:
    kind = _KINDS.get(read_text(info.get("media_type")))
    if kind:
        return kind
    if _is_streamed(info):
        return "live"
    return target.kind if target.kind in {"short", "live"} else None


def _is_streamed(info: Info) -> bool:
    return read_text(info.get("live_status")) in _STREAMED


def _read_published(info: Info, now: datetime) -> datetime | None:
    """When it was to be seen first. Where only the day is told, its first moment, UTC;
    a moment that has not come yet is none."""
    names = ["timestamp"]
    if _is_streamed(info):
        names.insert(0, "release_timestamp")
    moments = [_read_moment(info.get(name)) for name in names]
    moments.append(_read_day(info.get("upload_date")))
    past = (keep_past(moment, now) for moment in moments)
    return next((moment for moment in past if moment), None)


def _read_moment(told: object) -> datetime | None:
    if isinstance(told, bool) or not isinstance(told, int | float) or told <= 0:
        return None
    try:
        return datetime.fromtimestamp(told, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _read_day(told: object) -> datetime | None:
    try:
        return datetime.strptime(read_text(told), "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def _read_thumbnail(info: Info) -> Iterator[CollectedMedia]:
    """The largest whose size is told; else the one that yt-dlp prefers."""
    sized = [
        CollectedMedia("thumbnail", url, width, height)
        for each in list_objects(info.get("thumbnails"))
        if (url := read_address(each.get("url")))
        and (width := read_count(each.get("width")))
        and (height := read_count(each.get("height")))
        and max(width, height) <= 100_000
    ]
    if sized:
        yield max(sized, key=lambda medium: (medium.width or 0) * (medium.height or 0))
    elif url := read_address(info.get("thumbnail")):
        yield CollectedMedia("thumbnail", url)

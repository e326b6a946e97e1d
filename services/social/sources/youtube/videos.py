"""From a video in the form of YouTube's Data API to ours. Pure.

Source of the form: discovery document of the API, 2026-11-04. Figures are texts; of
likes and comments there is nothing where they are hidden or switched off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError

from libs.common.contracts.social import PostMetrics
from services.social.sources.collected_post import (
    CollectedComment,
    CollectedMedia,
    CollectedPost,
)
from services.social.sources.source import Failure, Target
from services.social.sources.values import (
    keep_past,
    list_objects,
    read_address,
    read_count,
    read_iso_time,
    read_object,
    read_text,
)

Row = dict[str, Any]

_MOST_NAME = 200
_DURATION = TypeAdapter(timedelta)
_GONE = frozenset({"deleted", "failed", "rejected"})


class Unreadable(Exception):
    """The row is no post that could be kept; the message says why."""


@dataclass(frozen=True, slots=True)
class Channel:
    """What the API says of a channel: rounded followers, None where they are hidden."""

    id: str
    handle: str | None
    followers: int | None
    uploads: str | None


def read_channel(row: Row) -> Channel | None:
    """The channel of a row, None for what names none."""
    channel_id = read_text(row.get("id"))
    if not channel_id or len(channel_id) > _MOST_NAME:
        return None
    statistics = read_object(row.get("statistics"))
    details = read_object(row.get("contentDetails"))
    handle = read_text(read_object(row.get("snippet")).get("customUrl"))
    is_hidden = statistics.get("hiddenSubscriberCount") is True
    followers = None if is_hidden else read_count(statistics.get("subscriberCount"))
    return Channel(
        id=channel_id,
        handle=handle.removeprefix("@")[:_MOST_NAME] or None,
        followers=followers,
        uploads=read_text(read_object(details.get("relatedPlaylists")).get("uploads"))
        or None,
    )


def read_channel_id(row: Row) -> str:
    """Whose video it is. Raises Unreadable."""
    channel_id = read_text(read_object(row.get("snippet")).get("channelId"))
    if not channel_id or len(channel_id) > _MOST_NAME:
        raise Unreadable("it names no channel")
    return channel_id


def find_failure(row: Row) -> Failure | None:
    """Why there is no post of a video that the API knows."""
    state = read_text(read_object(row.get("status")).get("uploadStatus"))
    if state in _GONE:
        return Failure("not_found", "YouTube has taken this video away.")
    if read_object(row.get("snippet")).get("liveBroadcastContent") == "upcoming":
        return Failure("not_yet", "This video has not been shown yet.")
    return None


def build_post(
    row: Row,
    target: Target,
    now: datetime,
    channel: Channel | None = None,
    comments: Sequence[Row] = (),
    *,
    is_whole: bool = True,
) -> CollectedPost:
    """The post, its figures as of `now`. Raises Unreadable.

    Whether it is a Short is not told: where the link does not say it, its length
    decides later. A stream that is over looks like any other video."""
    channel_id = read_channel_id(row)
    snippet = read_object(row.get("snippet"))
    is_live = snippet.get("liveBroadcastContent") == "live"
    duration = read_object(row.get("contentDetails")).get("duration")
    told_kind = target.kind if target.kind in {"short", "live"} else None
    return CollectedPost(
        platform=target.platform,
        platform_post_id=target.post_id,
        url=target.url,
        creator_key=channel_id,
        creator_name=read_text(snippet.get("channelTitle"))[:_MOST_NAME] or channel_id,
        username=channel.handle if channel else None,
        as_of=now,
        kind="live" if is_live else told_kind,
        title=read_text(snippet.get("title")) or None,
        content=read_text(snippet.get("description")) or None,
        published_at=keep_past(read_iso_time(snippet.get("publishedAt")), now),
        # A stream that is under way has no length yet.
        duration_seconds=None if is_live else read_duration(duration),
        metrics=_read_metrics(row, channel),
        media=tuple(_read_thumbnail(snippet)),
        comments=tuple(
            comment for thread in comments if (comment := _read_comment(thread))
        ),
        is_whole=is_whole,
    )


def read_duration(told: object) -> float | None:
    """Seconds of an ISO 8601 duration such as `P1DT2H3M4S`, None for anything else."""
    if not isinstance(told, str) or not told.startswith("P"):
        return None
    try:
        seconds = _DURATION.validate_python(told).total_seconds()
    except (ValidationError, OverflowError):
        return None
    return seconds if 0 <= seconds <= 1e7 else None


def _read_metrics(row: Row, channel: Channel | None) -> PostMetrics:
    statistics = read_object(row.get("statistics"))
    return PostMetrics(
        views=read_count(statistics.get("viewCount")),
        likes=read_count(statistics.get("likeCount")),
        comments=read_count(statistics.get("commentCount")),
        followers=channel.followers if channel else None,
    )


def _read_thumbnail(snippet: Row) -> list[CollectedMedia]:
    """The largest one."""
    thumbnails = list_objects(list(read_object(snippet.get("thumbnails")).values()))
    found = [
        CollectedMedia(
            "thumbnail", url, _read_pixels(each, "width"), _read_pixels(each, "height")
        )
        for each in thumbnails
        if (url := read_address(each.get("url")))
    ]
    return sorted(found, key=lambda medium: medium.width or 0)[-1:]


def _read_pixels(thumbnail: Row, name: str) -> int | None:
    pixels = read_count(thumbnail.get(name))
    return pixels if pixels and pixels <= 100_000 else None


def _read_comment(thread: Row) -> CollectedComment | None:
    top = read_object(read_object(thread.get("snippet")).get("topLevelComment"))
    told = read_object(top.get("snippet"))
    comment_id = read_text(top.get("id"))
    text = read_text(told.get("textOriginal")) or read_text(told.get("textDisplay"))
    if not comment_id or len(comment_id) > _MOST_NAME or not text:
        return None
    author = read_text(told.get("authorDisplayName"))[:_MOST_NAME]
    return CollectedComment(
        platform_comment_id=comment_id,
        author=author.removeprefix("@") or "unknown",
        text=text,
        likes=read_count(told.get("likeCount")),
        published_at=read_iso_time(told.get("publishedAt")),
    )

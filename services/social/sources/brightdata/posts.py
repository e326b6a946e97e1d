"""From Bright Data's rows of Instagram to our posts. Pure.

Any field may be null, missing, or of another type than documented. Source of the
forms: docs.brightdata.com and a recorded row of August 2026."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from libs.common.contracts.social import PostMetrics
from libs.common.post_urls import PostUrl, parse_post_url, shortcode_to_pk
from libs.common.post_urls.times import decode_instagram_time
from services.social.clients.brightdata import Row
from services.social.sources.collected_post import (
    CollectedComment,
    CollectedMedia,
    CollectedPost,
)
from services.social.sources.values import (
    keep_past,
    list_objects,
    read_address,
    read_count,
    read_iso_time,
    read_object,
    read_seconds,
    read_text,
)

MOST_MEDIA = 40
MOST_COMMENTS = 100

HANDLE = re.compile(r"[A-Za-z0-9._]{1,30}")

# A row is made by the job that it is of; what is said to be older is no scrape time.
_OLDEST_LOOK = timedelta(days=2)
_WORDS_OF_COMMENTS = ("comments", "comment", "text")
_WORDS_OF_AUTHORS = ("user_commenting", "comment_user", "username", "user")
_WORDS_OF_COMMENT_TIMES = ("date_of_comment", "comment_date", "date")


class Unreadable(Exception):
    """The row is no post that could be kept; the message says why."""


def read_input_id(row: Row) -> str | None:
    """The post that the row answers for, by the link that was asked for."""
    return _read_post_id(read_object(row.get("input")).get("url"))


def read_own_id(row: Row) -> str | None:
    """The post that the row itself says it is."""
    for name in ("url", "post_url"):
        if found := _read_post_id(row.get(name)):
            return found
    for name in ("shortcode", "content_id"):
        code = read_text(row.get(name))
        if code and (found := _read_post_id(f"https://www.instagram.com/p/{code}/")):
            return found
    return None


def build_post(
    row: Row, post_id: str, now: datetime, kind: str | None = None
) -> CollectedPost:
    """The post, its figures as of when Bright Data looked. Raises Unreadable.

    `kind` is what it is where the row does not say."""
    handle = read_text(row.get("user_posted"))
    if not HANDLE.fullmatch(handle):
        raise Unreadable("it names no account that published the post")
    kind = _find_kind(row) or kind
    media = tuple(_list_media(row, is_moving=kind in ("reel", "video")))
    lengths = (medium.duration_seconds for medium in media)
    return CollectedPost(
        platform="instagram",
        platform_post_id=post_id,
        url=f"https://www.instagram.com/p/{post_id}/",
        creator_key=handle.lower(),
        creator_name=handle,
        username=handle,
        as_of=_read_look(row, now),
        kind=kind,
        content=read_text(row.get("description")) or None,
        published_at=read_published(row.get("date_posted"), post_id, now),
        duration_seconds=read_seconds(row.get("length"))
        or next((length for length in lengths if length), None),
        metrics=_read_metrics(row),
        media=media[:MOST_MEDIA],
        comments=tuple(_list_comments(row))[:MOST_COMMENTS],
    )


def build_comment(row: Row) -> CollectedComment | None:
    """A comment, from a row of its own or from within a post's; None for what is
    none."""
    comment_id = row.get("comment_id")
    named = str(comment_id) if isinstance(comment_id, int) else read_text(comment_id)
    author = _first_text(row, _WORDS_OF_AUTHORS)
    text = _first_text(row, _WORDS_OF_COMMENTS)
    if not (named and author and text):
        return None
    likes = row.get("likes_number", row.get("likes"))
    told = (read_iso_time(row.get(name)) for name in _WORDS_OF_COMMENT_TIMES)
    return CollectedComment(
        platform_comment_id=named[:200],
        author=author[:200],
        text=text,
        likes=read_count(likes),
        published_at=next((moment for moment in told if moment), None),
    )


def read_published(value: object, post_id: str, now: datetime) -> datetime | None:
    """As told, else as the id tells."""
    told = read_iso_time(value) or decode_instagram_time(shortcode_to_pk(post_id))
    return keep_past(told, now)


def _read_post_id(value: object) -> str | None:
    read = parse_post_url(value) if isinstance(value, str) else None
    if not isinstance(read, PostUrl) or read.platform != "instagram":
        return None
    return read.id


def _find_kind(row: Row) -> str | None:
    """What is compared with what: reels have viewers, pictures do not."""
    content = read_text(row.get("content_type")).lower()
    product = read_text(row.get("product_type")).lower()
    if product == "clips" or content == "reel":
        return "reel"
    if content in ("carousel", "video"):
        return content
    return "carousel" if product == "carousel_container" else None


def _read_metrics(row: Row) -> PostMetrics:
    views = (
        read_count(row.get(name))
        for name in ("video_play_count", "views", "video_view_count")
    )
    return PostMetrics(
        views=next((count for count in views if count is not None), None),
        # Negative where the author hides them.
        likes=read_count(row.get("likes")),
        comments=read_count(row.get("num_comments")),
        followers=read_count(row.get("followers")),
    )


def _read_look(row: Row, now: datetime) -> datetime:
    told = read_iso_time(row.get("timestamp"))
    return min(told, now) if told and told > now - _OLDEST_LOOK else now


def _list_media(row: Row, *, is_moving: bool) -> Iterator[CollectedMedia]:
    """Each address once, in the order of the post. They expire within days."""
    lengths = {
        address: read_seconds(part.get("video_duration"))
        for part in list_objects(row.get("videos_duration"))
        if (address := read_address(part.get("url")))
    }
    seen: set[str] = set()
    found = [*_list_parts(row), *_list_addresses(row)]
    for is_video, address in found:
        if address in seen:
            continue
        seen.add(address)
        if is_video:
            yield CollectedMedia(
                "video", address, duration_seconds=lengths.get(address)
            )
        elif not is_moving:
            yield CollectedMedia("image", address)
    thumbnail = read_address(row.get("thumbnail"))
    if thumbnail and (is_moving or not seen):
        yield CollectedMedia("thumbnail", thumbnail)


def _list_parts(row: Row) -> list[tuple[bool, str]]:
    """The parts of a post: whether each is a video, and where it is."""
    parts = list_objects(row.get("post_content"))
    parts.sort(key=lambda part: read_count(part.get("index")) or 0)
    return [
        (read_text(part.get("type")).lower() == "video", address)
        for part in parts
        if (address := read_address(part.get("url")))
    ]


def _list_addresses(row: Row) -> list[tuple[bool, str]]:
    """The same from the lists beside them, which are all that some rows have."""
    told: list[tuple[bool, Any]] = [(True, row.get("video_url"))]
    for is_video, name in ((False, "photos"), (True, "videos")):
        values = row.get(name)
        told += [(is_video, v) for v in values] if isinstance(values, list) else []
    return [
        (is_video, address)
        for is_video, value in told
        if (address := read_address(value))
    ]


def _list_comments(row: Row) -> Iterator[CollectedComment]:
    seen: set[str] = set()
    for name in ("latest_comments", "top_comments"):
        for part in list_objects(row.get(name)):
            comment = build_comment(part)
            if comment and comment.platform_comment_id not in seen:
                seen.add(comment.platform_comment_id)
                yield comment


def _first_text(row: Row, names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := read_text(row.get(name)))), "")

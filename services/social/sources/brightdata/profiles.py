"""An account's newest posts, from the one row that its profile costs. Pure.

The documentation names the list `posts` of a profile without its fields: they are read
by every name under which the other rows have them."""

from collections.abc import Iterator
from datetime import datetime

from libs.common.contracts.social import PostMetrics
from services.social.clients.brightdata import Row
from services.social.sources.brightdata.posts import (
    HANDLE,
    read_own_id,
    read_published,
)
from services.social.sources.collected_post import CollectedMedia, CollectedPost
from services.social.sources.values import (
    list_objects,
    read_address,
    read_count,
    read_text,
)

_KINDS = {"carousel": "carousel", "sidecar": "carousel", "reel": "reel"}


def read_handle(row: Row) -> str:
    """Whose profile it is; empty where the row does not say."""
    handle = read_text(row.get("account"))
    return handle.lower() if HANDLE.fullmatch(handle) else ""


def is_private(row: Row) -> bool:
    """Whether the account shows its posts to followers only."""
    return row.get("is_private") is True


def list_profile_posts(row: Row, now: datetime) -> Iterator[CollectedPost]:
    """What can be read of the posts, in the profile's order. They have no views:
    videos are left out, since they could only be compared by what they lack."""
    handle = read_text(row.get("account"))
    followers = read_count(row.get("followers"))
    for part in list_objects(row.get("posts")):
        post_id = read_own_id(part)
        kind = read_text(part.get("content_type")).lower()
        if post_id is None or kind in ("video", "reel") or part.get("video_url"):
            continue
        metrics = PostMetrics(
            likes=read_count(part.get("likes")),
            comments=read_count(part.get("comments", part.get("num_comments"))),
            followers=followers,
        )
        told_at = part.get("datetime", part.get("date_posted"))
        text = part.get("caption", part.get("description"))
        yield CollectedPost(
            platform="instagram",
            platform_post_id=post_id,
            url=f"https://www.instagram.com/p/{post_id}/",
            creator_key=handle.lower(),
            creator_name=handle,
            username=handle,
            as_of=now,
            kind=_KINDS.get(kind),
            content=read_text(text) or None,
            published_at=read_published(told_at, post_id, now),
            metrics=metrics,
            media=tuple(_list_pictures(part)),
            is_whole=False,
        )


def _list_pictures(part: Row) -> Iterator[CollectedMedia]:
    address = read_address(part.get("image_url", part.get("thumbnail")))
    if address:
        yield CollectedMedia("image", address)

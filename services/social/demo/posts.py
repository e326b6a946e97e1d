"""The demo's posts in the shape of every source."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Literal

from services.social.demo.catalogue import DemoCreator, DemoEntry, load_creators
from services.social.demo.figures import demo_metrics
from services.social.sources.collected_post import (
    CollectedComment,
    CollectedMedia,
    CollectedPost,
)

AS_OF = datetime(2026, 10, 31, 6, 0, tzinfo=UTC)
"""When the invented figures "were seen". Fixed, so that the set never changes."""

PICTURE_SIZES = {"youtube": (640, 360), "instagram": (720, 900), "x": (720, 720)}
"""Width and height in pixels of a platform's demo pictures."""

_MOVING_KINDS = ("video", "reel")


def demo_posts(now: datetime | None = None) -> tuple[CollectedPost, ...]:
    """All invented posts, creator by creator, oldest first; about 110.

    Every one has `is_invented`, figures as of `AS_OF`, and lies within 180 days
    before it. With `now` (aware), those that `now` still has ahead are left out."""
    posts = _all_posts()
    if now is None or now >= AS_OF:
        return posts
    return tuple(post for post in posts if _published(post) <= now)


@cache
def _all_posts() -> tuple[CollectedPost, ...]:
    return tuple(
        _build_post(creator, place, entry)
        for creator in load_creators()
        for place, entry in enumerate(creator.post)
    )


def _published(post: CollectedPost) -> datetime:
    return post.published_at or AS_OF


def _build_post(creator: DemoCreator, place: int, entry: DemoEntry) -> CollectedPost:
    account, post_id = creator.creator, creator.post_id(place)
    day = (AS_OF - timedelta(days=entry.days_before)).date()
    published_at = datetime.combine(day, entry.at, tzinfo=UTC)
    segments = entry.segments
    return CollectedPost(
        platform=account.platform,
        platform_post_id=post_id,
        url=f"https://demo.invalid/{account.platform}/{post_id}",
        # No real account has this key, so no real post is ever compared with these.
        creator_key=f"demo-{account.slug}",
        creator_name=account.name,
        as_of=AS_OF,
        kind=entry.kind,
        title=entry.title,
        content=entry.content.strip(),
        published_at=published_at,
        duration_seconds=float(entry.duration) if entry.duration else None,
        metrics=demo_metrics(post_id, account, creator.kinds[entry.kind], entry),
        transcript=" ".join(part.text for part in segments) or None,
        transcript_segments=segments,
        has_no_speech=entry.no_speech,
        media=_build_media(account.platform, post_id, entry),
        comments=_build_comments(post_id, published_at, entry),
        is_invented=True,
    )


def _build_media(
    platform: str, post_id: str, entry: DemoEntry
) -> tuple[CollectedMedia, ...]:
    """The post's pictures; a video has only its thumbnail, the demo has no films."""
    width, height = PICTURE_SIZES[platform]
    kind: Literal["thumbnail", "image"] = (
        "thumbnail" if entry.kind in _MOVING_KINDS else "image"
    )
    return tuple(
        CollectedMedia(
            kind=kind,
            source_url=f"demo:{post_id}/{position}",
            width=width,
            height=height,
        )
        for position in range(len(entry.words))
    )


def _build_comments(
    post_id: str, published_at: datetime, entry: DemoEntry
) -> tuple[CollectedComment, ...]:
    return tuple(
        CollectedComment(
            platform_comment_id=f"{post_id}-c{place + 1}",
            author=author,
            text=text,
            likes=likes,
            published_at=published_at + timedelta(hours=3 + 5 * place),
        )
        for place, (author, text, likes) in enumerate(entry.comments)
    )

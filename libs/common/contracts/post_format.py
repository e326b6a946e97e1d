"""The format that a post is compared within; one rule for all services."""

from datetime import UTC, datetime

SHORT_SECONDS = 60
LONGER_SHORT_SECONDS = 180
# Uploads from this day on may be Shorts of up to three minutes.
LONGER_SHORTS_FROM = datetime(2024, 10, 15, tzinfo=UTC)

SPOKEN_FORMATS = frozenset({"clip", "live", "reel", "short", "space", "video"})
"""Formats of posts that have sound, so that words may be missed."""

_WITHOUT_KIND = {"tiktok": "video", "youtube": "video"}


def post_format(
    platform: str,
    kind: str | None,
    duration_seconds: float | None,
    published_at: datetime | None,
) -> str:
    """The source's `kind` in lower case; without one, what the platform implies.

    A YouTube video without kind: no length at all (0 s) is `live`, up to 60 s
    (180 s when published from 2024-10-15 on, UTC) `short`, else `video`, also where
    the length is not known. TikTok: `video`. Everything else: `post`."""
    named = (kind or "").strip().lower()
    if named:
        return named
    if platform != "youtube" or duration_seconds is None:
        return _WITHOUT_KIND.get(platform, "post")
    if duration_seconds == 0:
        return "live"
    return "short" if duration_seconds <= _short_limit(published_at) else "video"


def _short_limit(published_at: datetime | None) -> int:
    if published_at is not None and published_at >= LONGER_SHORTS_FROM:
        return LONGER_SHORT_SECONDS
    return SHORT_SECONDS

"""Posts with valid defaults."""

from datetime import UTC, datetime, timedelta
from typing import Any

from libs.common.contracts.social import PostMetrics
from services.social.sources.collected_post import CollectedPost

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def youtube_id(number: int) -> str:
    """A well-formed YouTube id."""
    return f"test{number:06d}A"


def youtube_url(number: int) -> str:
    """The canonical URL of that id."""
    return f"https://www.youtube.com/watch?v={youtube_id(number)}"


def build_post(number: int = 1, **overrides: Any) -> CollectedPost:
    """A YouTube video, an hour older for each number; counts such as `views=` are
    taken too."""
    counts = {"views": 1000 + number, "likes": 10}
    given = [name for name, value in overrides.items() if isinstance(value, int)]
    counts |= {k: overrides.pop(k) for k in given if k in PostMetrics.model_fields}
    values = {
        "platform": "youtube",
        "platform_post_id": youtube_id(number),
        "url": youtube_url(number),
        "creator_key": "ada",
        "creator_name": "Ada",
        "as_of": NOON,
        "kind": "video",
        "title": f"Video {number}",
        "content": "What it is about.",
        "published_at": NOON - timedelta(days=20, hours=number),
        "duration_seconds": 120.0,
        "metrics": PostMetrics(**counts),
    }
    return CollectedPost(**{**values, **overrides})

"""Posts of the library as a CSV file. Pure."""

import csv
import io
from collections.abc import Sequence

from services.social.library.schemas import LibraryPostRead

COLUMNS = (
    "platform",
    "id",
    "url",
    "creator",
    "creator_key",
    "format",
    "title",
    "text",
    "published_at",
    "duration_seconds",
    "views",
    "impressions",
    "reach",
    "likes",
    "comments",
    "shares",
    "saves",
    "followers",
    "figures_as_of",
    "multiple",
    "band",
    "usual",
    "sample_size",
    "source",
    "via",
    "saved_at",
)
# A spreadsheet takes what begins with one of these for a formula, and runs it.
_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


def render_csv(posts: Sequence[LibraryPostRead]) -> str:
    """One line a post under a line of names; not known = empty. Texts are those of
    lists: their first 2,000 characters."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for post in posts:
        writer.writerow([_cell(value) for value in _values(post)])
    return written.getvalue()


def _values(post: LibraryPostRead) -> list[object]:
    figures, standing = post.metrics, post.standing
    return [
        post.platform,
        post.platform_post_id,
        post.url,
        post.creator_name,
        post.creator_key,
        post.format,
        post.title,
        post.content,
        post.published_at.isoformat() if post.published_at else None,
        post.duration_seconds,
        figures.views,
        figures.impressions,
        figures.reach,
        figures.likes,
        figures.comments,
        figures.shares,
        figures.saves,
        figures.followers,
        post.metrics_as_of.isoformat(),
        standing.multiple,
        standing.band,
        standing.usual,
        standing.sample_size,
        post.origin,
        post.via,
        post.saved_at.isoformat() if post.saved_at else None,
    ]


def _cell(value: object) -> object:
    is_formula = isinstance(value, str) and value.startswith(_FORMULA_BEGINS)
    return f"'{value}" if is_formula else value

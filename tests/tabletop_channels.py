"""A sample of real channels, and their multiples recomputed by a database of its own.

Nothing of the product is used here: the rule of benchmarks is written in SQL over the
file as it came."""

from pathlib import Path
from typing import Any, NamedTuple

import duckdb

FILE = "social/youtube_tabletop_channels.csv"
MAPPING: dict[str, Any] = {
    "platform": {"value": "youtube"},
    "creator": "channelTitle",
    "id": "video_id",
    "title": "title",
    "text": "description",
    "time": "publishedAt",
    "duration": "duration",
    "views": "viewCount",
    "likes": "likeCount",
    "comments": "commentCount",
}

_SQL = """
WITH rows AS (
    SELECT DISTINCT ON (video_id)
        video_id,
        channelTitle AS channel,
        epoch_us(publishedAt::TIMESTAMPTZ) AS moment,
        viewCount::BIGINT AS views,
        86400 * coalesce(try_cast(regexp_extract(duration, '(\\d+)D', 1) AS INT), 0)
        + 3600 * coalesce(try_cast(regexp_extract(duration, '(\\d+)H', 1) AS INT), 0)
        + 60 * coalesce(try_cast(regexp_extract(duration, '(\\d+)M', 1) AS INT), 0)
        + coalesce(try_cast(regexp_extract(duration, '(\\d+)S', 1) AS INT), 0)
            AS seconds
    FROM read_csv(?, header = true, all_varchar = true)
), videos AS (
    SELECT *, CASE
        WHEN seconds = 0 THEN 'live'
        WHEN seconds <= 60 THEN 'short'
        WHEN seconds <= 180 AND moment >= epoch_us(TIMESTAMPTZ '2024-10-15 00:00:00+00')
        THEN 'short'
        ELSE 'video'
    END AS format
    FROM rows
), others AS (
    SELECT post.video_id, other.views, row_number() OVER (
        PARTITION BY post.video_id
        ORDER BY abs(other.moment - post.moment), other.moment, other.video_id
    ) AS place
    FROM videos AS post
    JOIN videos AS other
        ON other.channel = post.channel
        AND other.format = post.format
        AND other.video_id <> post.video_id
        AND abs(other.moment - post.moment) <= 15552000000000
)
SELECT
    post.video_id,
    count(other.views) AS sample_size,
    CASE WHEN count(other.views) >= 8
        THEN (post.views + 1) / (median(other.views) + 1)
    END AS multiple
FROM videos AS post
LEFT JOIN others AS other ON other.video_id = post.video_id AND other.place <= 30
GROUP BY post.video_id, post.views
ORDER BY post.video_id
"""


class Recomputed(NamedTuple):
    """How many comparable videos there are, and the multiple, if enough."""

    sample_size: int
    multiple: float | None


def recompute(file: Path) -> dict[str, Recomputed]:
    """By video id."""
    with duckdb.connect() as database:
        database.execute("SET autoinstall_known_extensions = false")
        rows = database.execute(_SQL, [str(file)]).fetchall()
    return {video_id: Recomputed(size, multiple) for video_id, size, multiple in rows}

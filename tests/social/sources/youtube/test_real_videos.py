"""Real videos, told as the API tells them, come out as they went in."""

import csv
from datetime import datetime
from itertools import islice
from pathlib import Path

import pytest

from services.social.sources.youtube.source import YouTubeDataSource
from services.social.sources.youtube.videos import read_duration
from tests.emulators.youtube_data import CHANNEL, YouTube
from tests.social.sources.youtube_kit import collect
from tests.tabletop_channels import FILE

_COUNTS = {"views": "viewCount", "likes": "likeCount", "comments": "commentCount"}
_MOST = 500


@pytest.fixture(scope="module")
def rows(sample_data_dir: Path) -> list[dict[str, str]]:
    """The first videos of the file; skips, saying so, where it is missing."""
    path = sample_data_dir / FILE
    if not path.is_file():
        pytest.skip(f"sample data not found: {path}")
    with path.open(encoding="utf-8", newline="") as file:
        found = {row["video_id"]: row for row in islice(csv.DictReader(file), _MOST)}
    return list(found.values())


def read_counts(row: dict[str, str]) -> dict[str, int]:
    """The figures of a row that are not hidden."""
    return {name: int(float(row[name])) for name in _COUNTS.values() if row[name]}


async def test_every_figure_time_and_text_is_kept(
    source: YouTubeDataSource, youtube: YouTube, rows: list[dict[str, str]]
) -> None:
    for row in rows:
        youtube.add_video(
            row["video_id"],
            CHANNEL,
            published_at=datetime.fromisoformat(row["publishedAt"]),
            duration=row["duration"],
            # What is not in the file is hidden, and not in the answer either.
            statistics={k: str(v) for k, v in read_counts(row).items()},
            title=row["title"],
            description=row["description"],
        )
    youtube.shuffled = True
    for start in range(0, len(rows), 50):
        batch = {row["video_id"]: row for row in rows[start : start + 50]}
        outcome = await collect(source, *batch)
        assert not outcome.failures
        for video_id, post in outcome.posts.items():
            row = batch[video_id]
            told = post.metrics.model_dump(exclude_none=True, exclude={"followers"})
            assert {_COUNTS[k]: v for k, v in told.items()} == read_counts(row)
            assert post.published_at == datetime.fromisoformat(row["publishedAt"])
            assert post.title == row["title"].strip()
            assert (post.content or "") == row["description"].strip()
            assert post.duration_seconds == read_duration(row["duration"])
            assert post.duration_seconds is not None

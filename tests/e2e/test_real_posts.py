"""Real posts: a channel's whole history is imported, and its verdicts recomputed."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest

from deploy.local.local_system import LocalSystem
from tests.fixtures.people import SignUp

MAPPING = {
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
LONGER_SHORTS_FROM = datetime(2024, 10, 15, tzinfo=UTC)
WINDOW = timedelta(days=180)


def duration_seconds(text: str) -> int:
    match = re.fullmatch(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", text)
    assert match, text
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


class Video:
    """One row of the file, read by nothing of the product."""

    def __init__(self, row: dict[str, str]) -> None:
        self.id = row["video_id"]
        self.channel = row["channelTitle"]
        self.at = datetime.fromisoformat(row["publishedAt"])
        self.views = int(row["viewCount"])
        seconds = duration_seconds(row["duration"])
        short = 180 if self.at >= LONGER_SHORTS_FROM else 60
        self.format = (
            "live" if not seconds else "short" if seconds <= short else "video"
        )


def expected_multiple(video: Video, videos: list[Video]) -> float | None:
    """The rule of the published default, computed once more from the file alone."""
    others = [
        other
        for other in videos
        if other.id != video.id
        and other.channel == video.channel
        and other.format == video.format
        and abs(other.at - video.at) <= WINDOW
    ]
    others.sort(key=lambda other: (abs(other.at - video.at), other.at, other.id))
    nearest = others[:30]
    if len(nearest) < 8:
        return None
    return (video.views + 1) / (median(other.views for other in nearest) + 1)


@pytest.fixture
def channels(sample_data_dir: Path) -> bytes:
    """The file; skips, saying so, where it is missing."""
    return (sample_data_dir / "social" / "youtube_tabletop_channels.csv").read_bytes()


async def test_verdicts_on_real_videos_equal_an_independent_computation(
    system: LocalSystem, sign_up: SignUp, channels: bytes
) -> None:
    person = await sign_up(system.public_url)
    done = await person.import_posts(channels, MAPPING)
    rows = list(csv.DictReader(io.StringIO(channels.decode("utf-8"))))
    totals = done["totals"]
    assert (done["status"], totals["rows"], totals["refused"]) == (
        "COMPLETED",
        len(rows),
        0,
    )
    videos = list({row["video_id"]: Video(row) for row in rows}.values())
    assert totals["imported"] == len(videos)
    chosen = videos[:: len(videos) // 10][:10]
    urls = [f"https://www.youtube.com/watch?v={video.id}" for video in chosen]
    body = await person.wait_for(await person.analyse(urls), seconds=120)
    assert (body["status"], body["counts"]["done"]) == ("COMPLETED", 10)
    found = [post["outlier_multiple"] for post in body["posts"]]
    expected = [expected_multiple(video, videos) for video in chosen]
    assert found == pytest.approx(expected, rel=1e-9, abs=0)
    assert sum(multiple is not None for multiple in expected) >= 8
    again = await person.import_posts(channels, MAPPING)
    assert again["totals"]["imported"] == again["totals"]["updated"] == 0

"""Every video of the sample channels against a computation over the file itself."""

import csv
import re
import statistics
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from libs.common.contracts.post_format import post_format
from libs.common.contracts.social import BaselinePost, PostDetail, PostMetrics
from services.analysis.evidence.baseline import choose_others
from services.analysis.evidence.outlier import judge_outlier
from tests.analysis.building import id_of, make_post

SEEN = datetime(2023, 7, 1, tzinfo=UTC)


class Video(NamedTuple):
    name: str
    channel: str
    title: str
    at: datetime
    seconds: int
    views: int
    format: str


def read_videos(folder: Path) -> Iterator[Video]:
    path = folder / "social" / "youtube_tabletop_channels.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = re.fullmatch(
                r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", row["duration"]
            )
            assert found is not None
            days, hours, minutes, rest = (int(part or 0) for part in found.groups())
            seconds = ((days * 24 + hours) * 60 + minutes) * 60 + rest
            at = datetime.fromisoformat(row["publishedAt"].replace("Z", "+00:00"))
            yield Video(
                name=row["video_id"],
                channel=row["channelTitle"],
                title=row["title"],
                at=at,
                seconds=seconds,
                views=int(float(row["viewCount"])),
                format=post_format("youtube", None, seconds, at),
            )


def expect_multiple(video: Video, channel: list[Video]) -> float | None:
    """By pure sorting over the file's rows."""
    near = sorted(
        (abs(other.at - video.at), other.at, other.name, other.views)
        for other in channel
        if other.name != video.name
        and other.format == video.format
        and abs((other.at - video.at).total_seconds()) <= 180 * 86_400
    )[:30]
    if len(near) < 8:
        return None
    return (video.views + 1) / (statistics.median(row[3] for row in near) + 1)


def as_other(video: Video) -> BaselinePost:
    return BaselinePost(
        id=id_of(video.name),
        platform_post_id=video.name,
        format=video.format,
        published_at=video.at,
        duration_seconds=video.seconds,
        metrics=PostMetrics(views=video.views),
        title=video.title,
    )


def as_post(video: Video) -> PostDetail:
    return make_post(
        id=id_of(video.name),
        platform_post_id=video.name,
        title=video.title,
        content=None,
        format=video.format,
        published_at=video.at,
        duration_seconds=video.seconds,
        metrics=PostMetrics(views=video.views),
        metrics_as_of=SEEN,
    )


class TestRealVideos:
    def test_every_multiple_equals_the_one_over_the_file(
        self, sample_data_dir: Path
    ) -> None:
        videos = list(read_videos(sample_data_dir))
        channels: dict[str, list[Video]] = {}
        for video in videos:
            channels.setdefault(video.channel, []).append(video)
        others = {
            name: [as_other(video) for video in channel]
            for name, channel in channels.items()
        }
        assert len(videos) == 1_451

        for video in videos:
            post = as_post(video)
            found = judge_outlier(
                post.metrics, choose_others(post, others[video.channel])
            ).multiple
            expected = expect_multiple(video, channels[video.channel])
            assert found == (
                None if expected is None else pytest.approx(expected, rel=1e-9)
            ), video.name

"""Real files of people's posts."""

import csv
from pathlib import Path
from statistics import median

import pytest

from libs.common.identity import Identity
from tests.social.running import Social

YOUTUBE = {
    "platform": {"value": "youtube"},
    "id": "video_id",
    "creator": "channelTitle",
    "title": "title",
    "text": "description",
    "time": "publishedAt",
    "views": "viewCount",
    "likes": "likeCount",
    "comments": "commentCount",
    "duration": "duration",
}
X = {
    "platform": {"value": "twitter"},
    "creator": "user",
    "url": "url",
    "text": "text",
    "time": "created_at",
    "comments": "replies",
    "shares": "retweets",
    "likes": "favorites",
}
TIKTOK = {
    "platform": {"value": "tiktok"},
    "creator": "authorMeta.name",
    "id": "id",
    "url": "webVideoUrl",
    "text": "text",
    "time": "createTime",
    "duration": "videoMeta.duration",
    "views": "playCount",
    "likes": "diggCount",
    "comments": "commentCount",
    "shares": "shareCount",
}


@pytest.fixture
async def importing(social: Social) -> Social:
    """Social with a worker."""
    await social.run_worker()
    return social


class TestRealFiles:
    async def test_youtube_channels_are_imported_whole(
        self, importing: Social, alice: Identity, sample_data_dir: Path
    ) -> None:
        path = sample_data_dir / "social" / "youtube_tabletop_channels.csv"
        content = path.read_bytes()
        done = await importing.import_file(alice, content, YOUTUBE)
        assert done["totals"]["imported"] == done["totals"]["rows"] == 1451
        again = await importing.import_file(alice, content, YOUTUBE)
        assert again["totals"]["duplicate"] == 1451
        with path.open(newline="") as file:
            expected = {row["video_id"]: row for row in csv.DictReader(file)}
        rows = await importing.ask("SELECT * FROM posts")
        for row in rows:
            told = expected[row.platform_post_id]
            assert row.metrics["views"] == int(told["viewCount"])
            assert row.content == (told["description"].strip() or None)
        assert median(row.metrics["views"] for row in rows) == median(
            int(row["viewCount"]) for row in expected.values()
        )

    async def test_posts_of_x_with_damaged_text(
        self, importing: Social, alice: Identity, sample_data_dir: Path
    ) -> None:
        content = (sample_data_dir / "social" / "twitter_barackobama.csv").read_bytes()
        done = await importing.import_file(
            alice,
            content,
            X,
            encoding="latin-1",
            time_format="%m/%d/%y %H:%M",
            timezone="UTC",
        )
        assert done["totals"]["rows"] == 3207
        assert done["totals"]["refused"] == 0
        [row] = await importing.ask("SELECT count(*) AS n FROM posts")
        assert row.n == done["totals"]["imported"]

    async def test_nested_json_of_tiktok(
        self, importing: Social, alice: Identity, sample_data_dir: Path
    ) -> None:
        content = (sample_data_dir / "social" / "tiktok_trending_a.json").read_bytes()
        done = await importing.import_file(alice, content, TIKTOK)
        assert done["kind"] == "json_array"
        assert (done["totals"]["rows"], done["totals"]["refused"]) == (298, 0)

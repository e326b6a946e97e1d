"""Real files of people's posts: looked at, and imported as guessed."""

import csv
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from libs.common.identity import Identity
from tests.social.imports.asking import (
    File,
    import_archive,
    import_as_guessed,
    preview,
    questions,
)
from tests.social.running import Social


@pytest.fixture
async def importing(social: Social) -> Social:
    """Social with a worker."""
    await social.run_worker()
    return social


def read(folder: Path, *parts: str) -> File:
    path = folder.joinpath(*parts)
    return path.name, path.read_bytes()


async def posts_by_id(social: Social) -> dict[str, Any]:
    rows = await social.ask("SELECT * FROM posts")
    return {row.platform_post_id: row for row in rows}


class TestYouTubeChannels:
    async def test_everything_is_guessed_and_nothing_asked(
        self, importing: Social, alice: Identity, sample_data_dir: Path
    ) -> None:
        file = read(sample_data_dir, "social", "youtube_tabletop_channels.csv")
        found = await preview(importing, alice, file)
        assert found["mapping"] == {
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
        assert (found["options"]["platform"], found["questions"]) == ("youtube", [])
        assert found["sample"] == {"rows": 1451, "readable": 1451, "refused": 0}
        assert all(c["is_certain"] for c in found["columns"] if c["field"])

    async def test_is_imported_whole_and_twice_changes_nothing(
        self, importing: Social, alice: Identity, sample_data_dir: Path
    ) -> None:
        file = read(sample_data_dir, "social", "youtube_tabletop_channels.csv")
        found = await preview(importing, alice, file)
        done = await import_as_guessed(importing, alice, found, file)
        assert done["totals"]["imported"] == done["totals"]["rows"] == 1451
        again = await import_as_guessed(importing, alice, found, file)
        assert again["totals"]["duplicate"] == 1451
        text = file[1].decode()
        told = {row["video_id"]: row for row in csv.DictReader(text.splitlines(True))}
        posts = await posts_by_id(importing)
        for post_id, row in told.items():
            post = posts[post_id]
            assert post.metrics["views"] == int(row["viewCount"])
            assert post.content == (row["description"].strip() or None)
            assert post.published_at == datetime.fromisoformat(row["publishedAt"])
        assert median(post.metrics["views"] for post in posts.values()) == median(
            int(row["viewCount"]) for row in told.values()
        )


class TestDamagedTweets:
    async def test_order_of_dates_is_found_and_the_zone_asked(
        self, importing: Social, alice: Identity, sample_data_dir: Path
    ) -> None:
        file = read(sample_data_dir, "social", "twitter_barackobama.csv")
        found = await preview(importing, alice, file)
        assert (found["encoding"], found["encoding_is_certain"]) == ("latin-1", False)
        assert found["options"]["date_order"] == "mdy"
        assert found["options"]["platform"] == "x"
        assert questions(found) == {"timezone": True, "encoding": False}
        assert found["mapping"]["likes"] == "favorites"

    async def test_is_imported_with_texts_as_they_are(
        self, importing: Social, alice: Identity, sample_data_dir: Path
    ) -> None:
        file = read(sample_data_dir, "social", "twitter_barackobama.csv")
        found = await preview(importing, alice, file)
        done = await import_as_guessed(importing, alice, found, file, timezone="UTC")
        assert done["totals"]["imported"] == done["totals"]["rows"] == 3207
        posts = await posts_by_id(importing)
        newest = posts["920061541986250758"]
        assert newest.published_at == datetime(2017, 10, 16, 22, 59, tzinfo=UTC)
        assert newest.metrics == {"comments": 17064, "shares": 89916, "likes": 641842}
        assert posts["914832655170011137"].content.startswith("Michelle & I are")
        formats = Counter(post.format for post in posts.values())
        assert formats == {"post": 3207 - 351, "repost": 351}


class TestInstagramInsights:
    async def test_account_is_asked_and_rows_are_told_apart_by_their_text(
        self, importing: Social, alice: Identity, sample_data_dir: Path
    ) -> None:
        file = read(sample_data_dir, "social", "instagram_insights_one_account.csv")
        found = await preview(importing, alice, file)
        assert (found["encoding"], found["encoding_is_certain"]) == ("cp1252", True)
        assert found["options"]["platform"] == "instagram"
        assert questions(found) == {"account": True, "time": False}
        done = await import_as_guessed(
            importing, alice, found, file, account="@amankharwal"
        )
        # 119 rows have 90 captions: those of the others are told by nothing else.
        assert done["totals"]["imported"] == 90
        assert done["totals"]["duplicate"] == 29
        posts = await posts_by_id(importing)
        assert all(post_id.startswith("~") for post_id in posts)
        assert {post.published_at for post in posts.values()} == {None}
        [first] = [p for p in posts.values() if "Financial Data Analyst" in p.content]
        assert first.metrics == {
            "impressions": 3920,
            "saves": 98,
            "comments": 9,
            "shares": 5,
            "likes": 162,
        }
        again = await import_as_guessed(
            importing, alice, found, file, account="amankharwal"
        )
        assert again["totals"]["duplicate"] == 119


class TestTikTokTrending:
    async def test_nested_columns_are_guessed(
        self, importing: Social, alice: Identity, sample_data_dir: Path
    ) -> None:
        file = read(sample_data_dir, "social", "tiktok_trending_a.json")
        found = await preview(importing, alice, file)
        assert (found["kind"], found["questions"]) == ("json_array", [])
        mapping = found["mapping"]
        assert mapping["creator"] == "authorMeta.name"
        assert mapping["duration"] == "videoMeta.duration"
        assert (mapping["url"], mapping["views"]) == ("webVideoUrl", "playCount")
        done = await import_as_guessed(importing, alice, found, file)
        assert done["totals"]["imported"] == 298
        told = {row["id"]: row for row in json.loads(file[1])}
        for post_id, post in (await posts_by_id(importing)).items():
            row = told[post_id]
            assert post.metrics["views"] == row["playCount"]
            assert post.metrics["likes"] == row["diggCount"]
            assert post.published_at == datetime.fromtimestamp(row["createTime"], UTC)


class TestArchiveOfX:
    async def test_loose_files_are_an_archive(
        self, importing: Social, alice: Identity, sample_data_dir: Path
    ) -> None:
        folder = sample_data_dir / "exports" / "x" / "data"
        files = [read(folder, path.name) for path in sorted(folder.glob("*.js"))]
        found = await preview(importing, alice, *files)
        assert (found["kind"], found["account"]) == ("x_archive", "exGenesis")
        assert found["questions"] == []
        done = await import_archive(importing, alice, *files)
        assert (done["kind"], done["account"]) == ("x_archive", "exGenesis")
        assert done["totals"]["imported"] == done["totals"]["rows"] == 2
        posts = await posts_by_id(importing)
        reply = posts["1626922779105759235"]
        assert reply.content.startswith("@empathy2000 did NOT know but")
        assert (reply.format, reply.metrics) == ("reply", {"likes": 1, "shares": 0})
        assert reply.published_at == datetime(2023, 2, 18, 12, 33, 11, tzinfo=UTC)
        assert posts["1611701861727313922"].metrics["likes"] == 10
        assert {post.creator_key for post in posts.values()} == {"exgenesis"}


class TestOtherExports:
    @pytest.mark.parametrize(
        ("path", "platform", "asked"),
        [
            (
                ("youtube_studio", "Aggregated_Metrics_By_Video.csv"),
                "youtube",
                {"account": True, "timezone": True},
            ),
            (("linkedin", "Shares.csv"), "linkedin", {"account": True}),
            (("tiktok", "user_data_tiktok.json"), "tiktok", {"account": True}),
            (("instagram", "posts_1.json"), "instagram", {"account": True}),
            (("youtube_takeout", "videos.csv"), "youtube", {}),
        ],
    )
    async def test_what_can_be_known_is_not_asked(
        self,
        social: Social,
        alice: Identity,
        sample_data_dir: Path,
        path: tuple[str, ...],
        platform: str,
        asked: dict[str, bool],
    ) -> None:
        file = read(sample_data_dir, "exports", *path)
        found = await preview(social, alice, file)
        assert found["options"]["platform"] == platform
        assert questions(found) == asked

    async def test_line_of_totals_is_no_post(
        self, importing: Social, alice: Identity, sample_data_dir: Path
    ) -> None:
        folder = sample_data_dir / "exports" / "youtube_studio"
        file = read(folder, "Aggregated_Metrics_By_Video.csv")
        found = await preview(importing, alice, file)
        done = await import_as_guessed(
            importing, alice, found, file, account="Ken", timezone="America/Chicago"
        )
        assert (done["totals"]["imported"], done["totals"]["refused"]) == (22, 1)
        [refused] = (await importing.report(alice, done["id"], outcome="refused"))[
            "items"
        ]
        assert (refused["row_number"], refused["reason"]) == (1, "total_row")
        post = (await posts_by_id(importing))["4OZip0cgOho"]
        assert post.metrics["impressions"] == 26_498_799
        assert post.published_at == datetime(2020, 5, 8, 5, tzinfo=UTC)

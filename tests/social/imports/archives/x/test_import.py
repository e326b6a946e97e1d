"""Archives of X, from the upload to the posts."""

from datetime import UTC, datetime
from typing import Any

import pytest

from libs.common.identity import Identity
from tests.social.conftest import StartSocial
from tests.social.imports.archives.x.building import (
    ACCOUNT,
    build_notes,
    build_tweet,
    build_tweets,
)
from tests.social.imports.asking import (
    IMPORT,
    import_archive,
    preview,
    questions,
    send,
)
from tests.social.running import Social

MANIFEST = (
    "manifest.js",
    b'window.__THAR_CONFIG = {"archiveInfo": '
    b'{"sizeBytes": "1", "generationDate": "2023-03-01T10:00:00.000Z"}}',
)


@pytest.fixture
async def importing(social: Social) -> Social:
    """Social with a worker."""
    await social.run_worker()
    return social


async def look_at(social: Social) -> list[Any]:
    return await social.ask(
        "SELECT platform_post_id, content, format, metrics, metrics_as_of FROM posts "
        "ORDER BY platform_post_id"
    )


class TestImport:
    async def test_same_archive_again_changes_nothing(
        self, importing: Social, alice: Identity
    ) -> None:
        files = (ACCOUNT, build_tweets(*(build_tweet(100 + n) for n in range(30))))
        first = await import_archive(importing, alice, *files)
        before = await look_at(importing)
        again = await import_archive(importing, alice, *files)
        assert (first["totals"]["imported"], again["totals"]["duplicate"]) == (30, 30)
        assert await look_at(importing) == before

    async def test_post_in_two_parts_is_one(
        self, start_social: StartSocial, alice: Identity
    ) -> None:
        social: Social = await start_social(import_batch_rows=2)
        await social.run_worker()
        parts = [
            build_tweets(*map(build_tweet, posts), name=name)
            for posts, name in (
                ((101, 102, 103), "tweets.js"),
                ((103, 104), "tweets-part1.js"),
                ((105, 101), "tweets-part10.js"),
                ((106,), "tweets-part2.js"),
            )
        ]
        done = await import_archive(social, alice, *parts, ACCOUNT)
        assert (done["totals"]["imported"], done["totals"]["duplicate"]) == (6, 2)

    async def test_newest_version_of_an_edited_post_stands(
        self, importing: Social, alice: Identity
    ) -> None:
        info = {"initial": {"editTweetIds": ["101", "102"]}}
        tweets = (
            build_tweet(101, full_text="Typo", edit_info=info, favorite_count="1"),
            build_tweet(102, full_text="Right", edit_info=info, favorite_count="9"),
        )
        for _ in range(2):
            await import_archive(importing, alice, ACCOUNT, build_tweets(*tweets))
        [post] = await look_at(importing)
        assert (post.platform_post_id, post.content) == ("102", "Right")
        assert post.metrics == {"likes": 9, "shares": 1}

    async def test_long_posts_are_joined_with_their_notes(
        self, importing: Social, alice: Identity
    ) -> None:
        files = (build_notes(("101", "All of it")), build_tweets(build_tweet(101)))
        await import_archive(importing, alice, *files, ACCOUNT)
        [post] = await look_at(importing)
        assert post.content == "All of it"

    async def test_figures_are_of_the_day_the_archive_was_made(
        self, importing: Social, alice: Identity
    ) -> None:
        tweets = build_tweets(build_tweet(101))
        await import_archive(importing, alice, ACCOUNT, tweets, MANIFEST)
        [post] = await look_at(importing)
        assert post.metrics_as_of == datetime(2023, 3, 1, 10, tzinfo=UTC)

    async def test_reposts_are_in_no_average(
        self, importing: Social, alice: Identity
    ) -> None:
        tweets = [build_tweet(101)] + [
            build_tweet(200 + n, full_text="RT @b: Hi", retweet_count="5000")
            for n in range(30)
        ]
        await import_archive(importing, alice, ACCOUNT, build_tweets(*tweets))
        [post] = await importing.ask(
            "SELECT id FROM posts WHERE platform_post_id = '101'"
        )
        async with importing.analysis() as client:
            path = f"/internal/social/posts/{post.id}/baseline"
            query = {"owner_id": str(alice.owner_id)}
            found = (await client.get(path, params=query)).json()
        assert (found["held"], found["posts"]) == (0, [])
        [row] = await importing.ask(
            "SELECT count(*) AS n FROM posts WHERE format = 'repost' AND metrics = '{}'"
        )
        assert row.n == 30

    async def test_damaged_part_fails_the_import_by_name_and_place(
        self, importing: Social, alice: Identity
    ) -> None:
        name, content = build_tweets(*(build_tweet(100 + n) for n in range(20)))
        done = await import_archive(importing, alice, ACCOUNT, (name, content[:-80]))
        assert done["status"] == "FAILED"
        assert "tweets.js is damaged at byte" in done["error"]
        assert done["totals"]["imported"] == 19


class TestAccount:
    async def test_is_asked_where_no_file_names_it(
        self, importing: Social, alice: Identity
    ) -> None:
        tweets = build_tweets(build_tweet(101))
        found = await preview(importing, alice, tweets)
        assert (found["account"], questions(found)) == (None, {"account": True})
        assert found["rows"][0]["post"]["creator"] is None
        refused = await send(importing, alice, IMPORT, tweets)
        assert refused.status_code == 422
        [field] = refused.json()["fields"]
        assert (field["field"], field["reason"]) == ("account", "needed")
        done = await import_archive(importing, alice, tweets, account="@Ada_L")
        assert done["account"] == "@Ada_L"
        [row] = await importing.ask("SELECT creator_key FROM posts")
        assert row.creator_key == "ada_l"

    async def test_archive_without_posts_is_refused(
        self, social: Social, alice: Identity
    ) -> None:
        refused = await send(social, alice, IMPORT, ACCOUNT, MANIFEST)
        assert refused.json()["fields"][0]["reason"] == "no_posts_file"

    async def test_two_tables_at_once_are_refused(
        self, social: Social, alice: Identity
    ) -> None:
        table = ("a.csv", b"id\n1\n")
        refused = await send(social, alice, IMPORT, table, table)
        assert refused.json()["fields"][0]["reason"] == "too_many_files"

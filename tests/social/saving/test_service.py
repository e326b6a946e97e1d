"""Posts in the database, stored in bulk and side by side."""

import asyncio
from datetime import timedelta

from libs.common.contracts.social import PostMetrics
from libs.common.identity import Identity
from services.social.sources.collected_post import CollectedComment, CollectedMedia
from tests.factories.social import NOON, build_post
from tests.social.running import Social


class TestSave:
    async def test_same_post_is_one_row_per_owner_and_one_public(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        for owner in (None, alice, bob, None, alice):
            await social.save([build_post()], owner=owner)
        rows = await social.ask("SELECT owner_id FROM posts")
        owners = {row.owner_id for row in rows}
        assert len(rows) == 3
        assert owners == {None, alice.owner_id, bob.owner_id}

    async def test_import_twice_changes_no_row(
        self, social: Social, alice: Identity
    ) -> None:
        posts = [build_post(n) for n in range(20)]
        first = await social.save(posts, owner=alice)
        before = await social.ask("SELECT * FROM posts ORDER BY id")
        later = [build_post(n, as_of=NOON + timedelta(days=1)) for n in range(20)]
        second = await social.save(later, owner=alice)
        assert [s.outcome for s in first] == ["imported"] * 20
        assert [s.outcome for s in second] == ["duplicate"] * 20
        assert [s.post_id for s in first] == [s.post_id for s in second]
        assert await social.ask("SELECT * FROM posts ORDER BY id") == before
        [count] = await social.ask("SELECT count(*) AS n FROM post_metric_snapshots")
        assert count.n == 20

    async def test_new_and_held_posts_in_one_go(
        self, social: Social, alice: Identity
    ) -> None:
        await social.save([build_post(1), build_post(2)], owner=alice)
        later = NOON + timedelta(days=1)
        saved = await social.save(
            [
                build_post(3),
                build_post(1, views=77, as_of=later),
                build_post(2, as_of=later),
                build_post(3),
            ],
            owner=alice,
        )
        outcomes = ["imported", "updated", "duplicate", "duplicate"]
        assert [s.outcome for s in saved] == outcomes
        assert saved[0].post_id == saved[3].post_id
        [row] = await social.ask(
            "SELECT metrics FROM posts WHERE metrics ? 'views' "
            "AND (metrics->>'views')::int = 77"
        )
        assert row.metrics["likes"] == 10

    async def test_writers_at_one_moment_make_one_row_each(
        self, social: Social
    ) -> None:
        forward = [build_post(n) for n in range(50)]
        saved = await asyncio.gather(
            *(social.save(forward if turn % 2 else forward[::-1]) for turn in range(6))
        )
        ids = {s.post_id for batch in saved for s in batch}
        assert len(ids) == 50
        new = [s for batch in saved for s in batch if s.outcome == "imported"]
        assert len(new) == 50

    async def test_older_file_finds_its_place_in_history(
        self, social: Social, alice: Identity
    ) -> None:
        def row(day: int, **counts: int) -> object:
            at = NOON + timedelta(days=day)
            return build_post(as_of=at, metrics=PostMetrics(**counts))

        await social.save([row(0, views=1, saves=1)], owner=alice)  # type: ignore[list-item]
        await social.save([row(4, views=5)], owner=alice)  # type: ignore[list-item]
        await social.save([row(2, views=3, saves=2)], owner=alice)  # type: ignore[list-item]
        [post] = await social.ask("SELECT metrics, metrics_as_of FROM posts")
        assert post.metrics == {"views": 5, "saves": 2}
        assert post.metrics_as_of == NOON + timedelta(days=4)

    async def test_media_and_comments_are_kept_once(self, social: Social) -> None:
        comment = CollectedComment("c1", "bea", "Nice", 3, NOON)
        medium = CollectedMedia("image", "https://cdn.example/a.jpg")
        await social.save([build_post(media=(medium,), comments=(comment, comment))])
        moved = CollectedMedia("image", "https://cdn.example/b.jpg")
        await social.save([build_post(media=(moved,), comments=(comment,))])
        [row] = await social.ask("SELECT source_url FROM post_media")
        assert row.source_url == "https://cdn.example/b.jpg"
        [kept] = await social.ask("SELECT data FROM post_comments")
        assert kept.data["text"] == "Nice"

    async def test_stored_medium_is_not_sent_to_another_place(
        self, social: Social
    ) -> None:
        medium = CollectedMedia("image", "https://cdn.example/a.jpg")
        await social.save([build_post(media=(medium,))])
        await social.note_file("posts/a.jpg")
        await social.change("UPDATE post_media SET file = 'posts/a.jpg'")
        moved = CollectedMedia("image", "https://cdn.example/b.jpg")
        await social.save([build_post(media=(moved,))])
        [row] = await social.ask("SELECT source_url, file FROM post_media")
        assert (row.source_url, row.file) == (
            "https://cdn.example/a.jpg",
            "posts/a.jpg",
        )

"""The demo."""

import asyncio

import pytest

from libs.common.identity import Identity
from libs.common.jobs import worker
from services.social.demo.posts import demo_posts
from services.social.showcase.messages import LoadDemo
from services.social.showcase.pictures import list_picture_keys
from services.social.showcase.tasks import enqueue_demo
from tests.social.running import Social


@pytest.fixture(autouse=True)
def hasty_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pictures need not be drawn to the end."""
    monkeypatch.setattr(worker, "_STOP_GRACE_SECONDS", 0.1)


async def load(social: Social) -> None:
    """As a worker does when it starts, up to the posts."""
    await social.run_worker()
    await enqueue_demo(social.resources)
    async with asyncio.timeout(20):
        while not await social.ask("SELECT 1 FROM posts LIMIT 1"):
            await asyncio.sleep(0.05)


class TestReadDemo:
    async def test_without_identity_is_refused(self, social: Social) -> None:
        async with social.client() as client:
            assert (await client.get("/api/v1/social/demo")).status_code == 401

    async def test_before_it_is_loaded_it_is_empty(
        self, social: Social, alice: Identity
    ) -> None:
        async with social.client(alice) as client:
            body = (await client.get("/api/v1/social/demo")).json()
        assert body == {"creators": []}

    async def test_creators_come_with_all_posts_marked_as_invented(
        self, social: Social, alice: Identity
    ) -> None:
        await load(social)
        async with social.client(alice) as client:
            creators = (await client.get("/api/v1/social/demo")).json()["creators"]
            posts = [post for creator in creators for post in creator["posts"]]
            pictures = [m["url"] for post in posts for m in post["media"]]
            picture = await client.get(pictures[0])
        assert len(creators) == 3
        assert len(posts) == len(demo_posts(social.clock.now()))
        assert all(post["is_invented"] and not post["is_own"] for post in posts)
        assert all(p["url"].startswith("https://demo.invalid/") for p in posts)
        assert all(pictures)
        assert len(pictures) == len(list_picture_keys())
        assert picture.status_code == 200
        assert all(m["source_url"] is None for p in posts for m in p["media"])

    async def test_loading_again_changes_nothing(
        self, social: Social, alice: Identity
    ) -> None:
        await load(social)
        before = await social.ask("SELECT * FROM posts ORDER BY id")
        async with social.resources.database.unit_of_work() as session:
            await social.resources.jobs.send(session, LoadDemo())
        async with asyncio.timeout(20):
            count = "SELECT 1 FROM inbox WHERE state <> 'pending'"
            while len(await social.ask(count)) < 2:
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
        assert await social.ask("SELECT * FROM posts ORDER BY id") == before
        [row] = await social.ask("SELECT count(*) AS n FROM post_metric_snapshots")
        assert row.n == len(before)

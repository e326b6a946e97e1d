"""What becomes for good of posts that were taken out."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.common.identity import Identity
from libs.common.storage.interface import ObjectNotFound
from services.social.removal import tasks
from services.social.removal.messages import PurgeRemoved
from services.social.sources.collected_post import CollectedMedia
from tests.factories.social import build_post, youtube_id
from tests.social.removal.test_endpoints import change, list_library
from tests.social.running import Social


async def purge(social: Social) -> None:
    """Runs the daily job to its end."""
    async with social.resources.database.unit_of_work() as session:
        message_id = await social.resources.jobs.send(session, PurgeRemoved())
    async with asyncio.timeout(20):
        while not await social.ask(
            f"SELECT 1 FROM inbox WHERE id = '{message_id}' AND state = 'done'"
        ):
            await asyncio.sleep(0.05)


async def store_picture(social: Social, post_id: UUID) -> str:
    """Gives the post's first medium a file; its key."""
    key = f"posts/{post_id}/picture"

    async def content() -> AsyncIterator[bytes]:
        yield b"picture"

    await social.resources.storage.put_stream(key, content(), "image/png")
    await social.note_file(key)
    await social.change(
        f"UPDATE post_media SET file = '{key}' WHERE post_id = '{post_id}'"
    )
    return key


async def has_file(social: Social, key: str) -> bool:
    try:
        async for _ in social.resources.storage.open(key):
            pass
    except ObjectNotFound:
        return False
    return True


async def count_rows(social: Social) -> dict[str, int]:
    tables = ("posts", "post_metric_snapshots", "post_media", "post_access")
    return {
        table: (await social.ask(f"SELECT count(*) FROM {table}"))[0][0]
        for table in tables
    }


class TestPurgeRemoved:
    async def test_own_post_goes_with_all_that_hangs_on_it_and_its_files(
        self, social: Social, alice: Identity
    ) -> None:
        medium = CollectedMedia("image", "https://cdn.example/1.jpg")
        posts = [build_post(n, media=(medium,)) for n in (1, 2)]
        gone, stays = await social.keep(posts, keeper=alice, owner=alice)
        files = [await store_picture(social, post_id) for post_id in (gone, stays)]
        await change(social, alice, "remove", [gone])
        social.clock.advance(timedelta(days=29, hours=23))
        await social.run_worker()
        await purge(social)
        assert (await count_rows(social))["posts"] == 2
        social.clock.advance(timedelta(hours=2))
        await purge(social)
        assert set((await count_rows(social)).values()) == {1}
        assert await list_library(social, alice) == [youtube_id(2)]
        async with asyncio.timeout(20):
            while await has_file(social, files[0]):
                await asyncio.sleep(0.05)
        assert await has_file(social, files[1])

    async def test_public_post_stays_and_stays_unwanted(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        ids = await social.keep([build_post(1)], keeper=alice)
        await social.keep([build_post(1)], keeper=bob)
        await change(social, alice, "remove", ids)
        social.clock.advance(timedelta(days=31))
        await social.run_worker()
        await purge(social)
        assert await list_library(social, alice) == []
        assert await list_library(social, bob) == [youtube_id(1)]
        assert await change(social, alice, "restore", ids) == 0

    async def test_own_post_that_another_has_too_stays(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        ids = await social.keep([build_post(1)], keeper=alice, owner=alice)
        await social.change(
            "INSERT INTO post_access (owner_id, post_id, via) "
            f"VALUES ('{bob.owner_id}', '{ids[0]}', 'analysis')"
        )
        await change(social, alice, "remove", ids)
        social.clock.advance(timedelta(days=31))
        await social.run_worker()
        await purge(social)
        assert (await count_rows(social))["posts"] == 1

    async def test_more_than_one_batch_is_deleted_to_the_last(
        self, social: Social, alice: Identity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tasks, "_POSTS_AT_ONCE", 2)
        posts = [build_post(n) for n in range(1, 8)]
        ids = await social.keep(posts, keeper=alice, owner=alice)
        await change(social, alice, "remove", ids[:5])
        social.clock.advance(timedelta(days=31))
        await social.run_worker()
        await purge(social)
        left: Any = await social.ask("SELECT id FROM posts")
        assert {row.id for row in left} == set(ids[5:])

"""A collection and a listing that are killed at each of their steps, and run again."""

from datetime import timedelta

import pytest

from libs.common.contracts.social import CollectBaseline
from libs.common.identity import Identity
from libs.common.ids import new_id
from services.social.collection.tasks import collect_posts
from services.social.listings.tasks import collect_baseline
from tests.emulators.collector import Collector
from tests.factories.social import youtube_id, youtube_url
from tests.social.conftest import StartSocial
from tests.social.media.test_keeping import Mortal, start
from tests.social.mortal import Killed
from tests.social.running import Social, build_collect

STEPS = 30
"""More than a run of either has."""


@pytest.fixture
async def still(start_social: StartSocial, collector: Collector) -> Social:
    """Social without a worker: the test runs its messages."""
    started: Social = await start_social(custom_source_url=collector.url)
    return started


class TestCollectPosts:
    async def test_killed_at_any_step_each_post_is_whole_and_answered_once(
        self, still: Social, collector: Collector, alice: Identity
    ) -> None:
        was_killed = True
        step = -1
        while was_killed:
            step += 1
            assert step < STEPS
            numbers = [10 * step + n for n in range(3)]
            request_id, message_id = new_id(), new_id()
            urls = [youtube_url(number) for number in numbers]
            message = build_collect(alice, urls, request_id=request_id)
            job = await start(still, message, message_id)
            Mortal.lives = step
            try:
                first = await collect_posts(job, message)
                was_killed = False
            except Killed:
                first = None
            Mortal.lives = 10**6
            job = await start(still, message, message_id)
            answer = await collect_posts(job, message)
            assert first in (None, answer)
            assert [post.reason for post in answer.posts] == [None] * 3
            ids = ", ".join(f"'{post.post_id}'" for post in answer.posts)
            for table in ("post_metric_snapshots", "post_media", "post_access"):
                rows = await still.ask(
                    f"SELECT post_id FROM {table} WHERE post_id IN ({ids})"
                )
                assert len(rows) == 3, table
            # What was under way when it was killed is asked for again, nothing else.
            assert {collector.calls_of(youtube_id(n)) for n in numbers} <= {1, 2}
        assert step > 6
        assert sum(collector.asked.values()) <= 3 * (step + 1) + 3
        assert await still.ask("SELECT key FROM collection_claims") == []


class TestCollectBaseline:
    async def test_killed_at_any_step_the_creator_is_listed_and_paid_for_once(
        self, still: Social, collector: Collector, alice: Identity
    ) -> None:
        collector.listing_cost = 700
        yesterday = still.clock.now() - timedelta(days=1)
        was_killed = True
        step = -1
        while was_killed:
            step += 1
            assert step < STEPS
            creator = f"creator-{step}"
            ids = [youtube_id(100 * step + n) for n in range(10)]
            collector.publish_series(creator, ids, newest_at=yesterday)
            request_id, message_id = new_id(), new_id()
            asked = build_collect(
                alice, [youtube_url(100 * step)], request_id=request_id
            )
            [post] = (await collect_posts(await start(still, asked), asked)).posts
            assert post.post_id
            message = CollectBaseline(
                request_id=request_id, owner_id=alice.owner_id, post_id=post.post_id
            )
            job = await start(still, message, message_id)
            Mortal.lives = step
            try:
                await collect_baseline(job, message)
                was_killed = False
            except Killed:
                pass
            Mortal.lives = 10**6
            job = await start(still, message, message_id)
            answer = await collect_baseline(job, message)
            assert (answer.comparable, answer.cost_micro_usd) == (9, 700)
            assert collector.listed[creator] in {1, 2}
        assert step > 6
        assert sum(collector.listed.values()) == step + 2
        assert await still.ask("SELECT key FROM collection_claims") == []
        [row] = await still.ask(
            "SELECT count(*), sum(cost_micro_usd) AS cost FROM request_listings"
        )
        assert tuple(row) == (step + 1, 700 * (step + 1))

"""Collecting posts: what is held, what is asked for, and how often."""

import asyncio
from datetime import timedelta

import pytest

from libs.common.contracts.social import PostsCollected
from libs.common.identity import Identity
from libs.common.ids import new_id
from libs.common.jobs.errors import JobFailed
from services.social.collection.repository import ClaimRepository
from tests.emulators.collector import Collector
from tests.factories.social import build_post, youtube_id, youtube_url
from tests.social.running import Social, build_collect

DEMO = "https://demo.invalid/youtube/demo-varnholm-001"


class TestWhoMaySee:
    async def test_request_of_another_owner_is_refused(
        self, collecting: Social, alice: Identity, bob: Identity
    ) -> None:
        request_id = new_id()
        await collecting.collect(alice, [youtube_url(1)], request_id=request_id)
        with pytest.raises(JobFailed, match="RequestOfAnotherOwner"):
            await collecting.collect(bob, [youtube_url(1)], request_id=request_id)

    async def test_import_of_another_is_collected_anew(
        self, collecting: Social, collector: Collector, alice: Identity, bob: Identity
    ) -> None:
        imported = await collecting.save_one(build_post(1), owner=alice)
        [answer] = (await collecting.collect(bob, [youtube_url(1)])).posts
        assert answer.post_id not in (None, imported)
        assert collector.calls_of(youtube_id(1)) == 1


class TestHeldPosts:
    async def test_own_import_needs_no_call(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        await collecting.save_one(build_post(1))
        own = await collecting.save_one(build_post(1), owner=alice)
        collecting.clock.advance(timedelta(days=400))
        answer = await collecting.collect(alice, [youtube_url(1)])
        assert answer.posts[0].post_id == own
        assert answer.posts[0].source == "held"
        assert answer.posts[0].from_held
        assert (answer.outside_calls, collector.calls) == (0, 0)

    async def test_link_into_the_library_is_looked_for_there_alone(
        self, collecting: Social, collector: Collector, alice: Identity, bob: Identity
    ) -> None:
        """Nobody outside is asked, and another's import is none of his."""
        own = await collecting.save_one(build_post(1), owner=alice)
        link = f"https://library.invalid/youtube/{youtube_id(1)}"
        [found] = (await collecting.collect(alice, [link])).posts
        assert (found.post_id, found.source) == (own, "held")
        [lost] = (await collecting.collect(bob, [link])).posts
        assert (lost.post_id, lost.reason) == (None, "not_found")
        assert collector.calls == 0

    async def test_collected_post_is_fresh_by_its_age(
        self, collecting: Social, collector: Collector, alice: Identity, bob: Identity
    ) -> None:
        now = collecting.clock.now()
        collector.publish(youtube_id(1), at=now - timedelta(days=60))
        first = await collecting.collect(alice, [youtube_url(1)])
        collecting.clock.advance(timedelta(hours=47))
        again = await collecting.collect(bob, [youtube_url(1)])
        collecting.clock.advance(timedelta(hours=1))
        later = await collecting.collect(alice, [youtube_url(1)])
        assert [a.posts[0].from_held for a in (first, again, later)] == [
            False,
            True,
            False,
        ]
        assert len({a.posts[0].post_id for a in (first, again, later)}) == 1
        assert collector.calls_of(youtube_id(1)) == 2

    async def test_young_post_is_refreshed_within_minutes(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        now = collecting.clock.now()
        collector.publish(youtube_id(1), at=now - timedelta(hours=1))
        for _ in range(3):
            await collecting.collect(alice, [youtube_url(1)])
            collecting.clock.advance(timedelta(minutes=3))
        assert collector.calls_of(youtube_id(1)) == 2

    async def test_post_that_a_listing_told_in_part_is_collected(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        now = collecting.clock.now()
        collector.publish(youtube_id(1), at=now - timedelta(days=60))
        await collecting.save([build_post(1, content="Cut sh…", is_whole=False)])
        [answer] = (await collecting.collect(alice, [youtube_url(1)])).posts
        assert not answer.from_held
        [post] = await collecting.ask("SELECT content, is_whole FROM posts")
        assert tuple(post) == ("Collected by the emulator.", True)

    async def test_demo_post_needs_no_source(
        self, social: Social, alice: Identity
    ) -> None:
        await social.run_worker()
        answer = await social.collect(alice, [DEMO])
        assert answer.posts[0].reason is None
        assert answer.posts[0].post_id
        assert answer.outside_calls == 0

    async def test_unknown_demo_post_is_not_found(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        url = "https://demo.invalid/youtube/demo-nobody-999"
        [answer] = (await collecting.collect(alice, [url])).posts
        assert answer.reason == "not_found"
        assert collector.calls == 0

    async def test_collected_posts_are_in_the_library_and_the_request(
        self, collecting: Social, alice: Identity
    ) -> None:
        request_id = new_id()
        urls = [youtube_url(n) for n in (1, 2)]
        await collecting.collect(alice, urls, request_id=request_id)
        async with collecting.client(alice) as client:
            path = f"/api/v1/social/posts/analysis/{request_id}"
            items = (await client.get(path)).json()["items"]
        assert {item["url"] for item in items} == set(urls)
        rows = await collecting.ask("SELECT owner_id, via FROM post_access")
        assert [(r.owner_id, r.via) for r in rows] == [(alice.owner_id, "analysis")] * 2


class TestFailures:
    async def test_without_a_source_the_setting_is_named(
        self, social: Social, alice: Identity
    ) -> None:
        await social.run_worker()
        [answer] = (await social.collect(alice, [youtube_url(1)])).posts
        assert answer.reason == "source_unavailable"
        assert "CUSTOM_SOURCE_URL" in (answer.message or "")

    async def test_each_post_has_its_own_reason(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        collector.refuse(youtube_id(2), "not_found")
        collector.refuse(youtube_id(3), "private")
        urls = [youtube_url(n) for n in range(1, 5)]
        answer = await collecting.collect(alice, urls)
        assert [post.url for post in answer.posts] == urls
        reasons = [post.reason for post in answer.posts]
        assert reasons == [None, "not_found", "private", None]
        assert answer.posts[1].message

    async def test_stale_post_stands_in_with_its_age(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        post_id = await collecting.save_one(build_post(1))
        collecting.clock.advance(timedelta(days=2))
        collector.faults.extend([500, 500, 500])
        answer = await collecting.collect(alice, [youtube_url(1)])
        assert answer.posts[0].post_id == post_id
        assert answer.posts[0].from_held
        assert answer.posts[0].held_age_seconds == 2 * 24 * 3600
        assert answer.outside_calls == 3

    async def test_deleted_post_is_not_found_though_held(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        await collecting.save_one(build_post(1))
        collecting.clock.advance(timedelta(days=2))
        collector.refuse(youtube_id(1), "not_found")
        [answer] = (await collecting.collect(alice, [youtube_url(1)])).posts
        assert (answer.reason, answer.post_id) == ("not_found", None)


class TestOnce:
    async def test_requests_at_one_moment_collect_each_post_once(
        self, collecting: Social, collector: Collector, alice: Identity, bob: Identity
    ) -> None:
        collector.delay_seconds = 0.3
        collector.refuse(youtube_id(7), "private")
        urls = [youtube_url(n) for n in range(12)]
        answers = await asyncio.gather(
            *(collecting.collect(o, urls) for o in (alice, bob, alice, bob))
        )
        assert all(collector.calls_of(youtube_id(n)) == 1 for n in range(12))
        for answer in answers:
            assert [p.reason for p in answer.posts if p.reason] == ["private"]
        assert len({tuple(p.post_id for p in a.posts) for a in answers}) == 1

    async def test_post_asked_under_two_urls_is_collected_once(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        message = build_collect(alice, [youtube_url(1)])
        [reference] = message.references
        other = reference.model_copy(update={"url": reference.url + "&t=5"})
        both = message.model_copy(update={"references": (reference, other)})
        answer = await collecting.call(both, PostsCollected)
        assert len({post.post_id for post in answer.posts}) == 1
        assert collector.calls_of(youtube_id(1)) == 1

    async def test_message_run_again_asks_for_nothing_answered(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        collector.refuse(youtube_id(2), "not_found")
        urls = [youtube_url(n) for n in (1, 2)]
        message_id = new_id()
        first = await collecting.collect(alice, urls, message_id=message_id)
        # As after a crash between the last result and the end of the message.
        await collecting.change("DELETE FROM inbox")
        await collecting.change("DELETE FROM outbox")
        collecting.clock.advance(timedelta(days=3))
        message = build_collect(alice, urls)
        again = await collecting.call(message, PostsCollected, message_id=message_id)
        assert again == first
        assert collector.calls == 1

    async def test_claim_of_a_dead_worker_is_taken_over(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        async with collecting.resources.database.unit_of_work() as session:
            taken = await ClaimRepository(session, new_id()).take(
                "youtube",
                [youtube_id(1)],
                timedelta(seconds=1),
                since=collecting.clock.now(),
            )
        assert taken
        [answer] = (await collecting.collect(alice, [youtube_url(1)])).posts
        assert answer.post_id
        assert collector.calls_of(youtube_id(1)) == 1

    async def test_new_request_asks_again_for_what_failed_before(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        collector.refuse(youtube_id(1), "not_found")
        await collecting.collect(alice, [youtube_url(1)])
        collector.reasons.clear()
        [answer] = (await collecting.collect(alice, [youtube_url(1)])).posts
        assert answer.post_id
        assert collector.calls_of(youtube_id(1)) == 2

    async def test_each_collection_adds_a_snapshot(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        await collecting.collect(alice, [youtube_url(1)])
        collecting.clock.advance(timedelta(days=4))
        collector.rows[youtube_id(1)] = {
            "id": youtube_id(1),
            "creator_key": "collected-creator",
            "creator_name": "Collected Creator",
            "metrics": {"views": 5},
        }
        await collecting.collect(alice, [youtube_url(1)])
        rows = await collecting.ask(
            "SELECT metrics->'views' AS views FROM post_metric_snapshots ORDER BY as_of"
        )
        assert len(rows) == 2
        assert rows[-1].views == 5
        [post] = await collecting.ask("SELECT title, metrics FROM posts")
        assert post.title == f"Post {youtube_id(1)}"
        assert post.metrics["views"] == 5

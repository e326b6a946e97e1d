"""Collecting what a post is compared with: how much, how often, for whom."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from libs.common.contracts.social import (
    Baseline,
    BaselineCollected,
    CollectBaseline,
    PostMetrics,
)
from libs.common.identity import Identity
from libs.common.ids import new_id
from libs.common.jobs.errors import JobFailed
from tests.emulators.collector import Collector
from tests.factories.social import build_post, youtube_id, youtube_url
from tests.social.conftest import StartSocial
from tests.social.running import Social

IDS = [youtube_id(number) for number in range(1, 21)]
OTHERS = len(IDS) - 1


@pytest.fixture
def series(collecting: Social, collector: Collector) -> None:
    """Ada's newest posts are these, one a day, the newest of yesterday."""
    yesterday = collecting.clock.now() - timedelta(days=1)
    collector.publish_series("ada", IDS, newest_at=yesterday)


async def collect(
    social: Social, owner: Identity, number: int = 1, request_id: UUID | None = None
) -> tuple[UUID, UUID, bool]:
    """A post collected for a request; (request, post, whether it wants a baseline)."""
    request_id = request_id or new_id()
    answer = await social.collect(owner, [youtube_url(number)], request_id=request_id)
    [post] = answer.posts
    assert post.post_id, post
    return request_id, post.post_id, post.wants_baseline


async def bring(
    social: Social, owner: Identity, request_id: UUID, post_id: UUID
) -> BaselineCollected:
    message = CollectBaseline(
        request_id=request_id, owner_id=owner.owner_id, post_id=post_id
    )
    return await social.call(message, BaselineCollected)


async def compare(
    social: Social, owner: Identity, number: int = 1, request_id: UUID | None = None
) -> BaselineCollected:
    """Both: the post collected, and what it is compared with."""
    request_id, post_id, _ = await collect(social, owner, number, request_id)
    return await bring(social, owner, request_id, post_id)


async def read_baseline(social: Social, owner: Identity, post_id: UUID) -> Baseline:
    async with social.analysis() as client:
        path = f"/internal/social/posts/{post_id}/baseline"
        answer = await client.get(path, params={"owner_id": str(owner.owner_id)})
    return Baseline.model_validate(answer.json())


async def start_limited(
    start_social: StartSocial, collector: Collector, **limits: int
) -> Social:
    """Social at work with other limits, between two creators of ten posts each."""
    social: Social = await start_social(custom_source_url=collector.url, **limits)
    await social.run_worker()
    now = social.clock.now()
    collector.publish_series("ada", IDS[:10], newest_at=now)
    collector.publish_series("ben", IDS[10:], newest_at=now)
    return social


class TestWhoMaySee:
    async def test_import_of_another_is_not_found(
        self, collecting: Social, alice: Identity, bob: Identity
    ) -> None:
        post_id = await collecting.save_one(build_post(1), owner=alice)
        with pytest.raises(JobFailed, match="PostNotFound"):
            await bring(collecting, bob, new_id(), post_id)

    @pytest.mark.usefixtures("series")
    async def test_request_of_another_owner_is_refused(
        self, collecting: Social, alice: Identity, bob: Identity
    ) -> None:
        request_id, post_id, _ = await collect(collecting, alice)
        with pytest.raises(JobFailed, match="RequestOfAnotherOwner"):
            await bring(collecting, bob, request_id, post_id)

    @pytest.mark.usefixtures("series")
    async def test_listed_posts_serve_everybody_and_are_in_no_library(
        self, collecting: Social, alice: Identity, bob: Identity
    ) -> None:
        request_id, post_id, _ = await collect(collecting, alice)
        await bring(collecting, alice, request_id, post_id)
        for owner in (alice, bob):
            assert (await read_baseline(collecting, owner, post_id)).held == OTHERS
        rows = await collecting.ask("SELECT post_id FROM post_access")
        assert [row.post_id for row in rows] == [post_id]
        async with collecting.client(alice) as client:
            listed = (await client.get("/api/v1/social/posts")).json()
        assert [item["id"] for item in listed["items"]] == [str(post_id)]
        # And its standing there is by what was brought.
        assert listed["items"][0]["standing"]["sample_size"] in (0, OTHERS)


@pytest.mark.usefixtures("series")
class TestListing:
    async def test_creator_is_listed_with_posts_and_snapshots(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        collector.listing_cost = 900
        request_id, post_id, wants = await collect(collecting, alice)
        answer = await bring(collecting, alice, request_id, post_id)
        assert wants
        assert answer == BaselineCollected(
            comparable=OTHERS,
            collected=len(IDS),
            outside_calls=1,
            cost_micro_usd=900,
        )
        rows = await collecting.ask(
            "SELECT owner_id, count(*) AS posts, count(s.post_id) AS snapshots"
            " FROM posts p LEFT JOIN post_metric_snapshots s ON s.post_id = p.id"
            " GROUP BY owner_id"
        )
        assert [tuple(row) for row in rows] == [(None, len(IDS), len(IDS))]
        assert collector.calls_of(IDS[1]) == 0

    async def test_listed_post_is_held_when_asked_for_itself(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        await compare(collecting, alice)
        _, _, wants = await collect(collecting, alice, number=20)
        assert not wants
        assert collector.calls_of(IDS[-1]) == 0


@pytest.mark.usefixtures("series")
class TestOnce:
    async def test_requests_at_one_moment_list_a_creator_once(
        self,
        collecting: Social,
        collector: Collector,
        alice: Identity,
        bob: Identity,
    ) -> None:
        asked = [
            (owner, *await collect(collecting, owner, number))
            for owner in (alice, bob)
            for number in (1, 2, 3)
        ]
        collector.listing_delay_seconds = 0.3
        answers = await asyncio.gather(
            *(bring(collecting, owner, r, p) for owner, r, p, _ in asked)
        )
        assert collector.listed == {"ada": 1}
        assert {answer.comparable for answer in answers} == {OTHERS}
        assert sorted(answer.outside_calls for answer in answers) == [0] * 5 + [1]

    async def test_listing_lasts_for_its_time(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        for _ in range(2):
            await compare(collecting, alice)
        assert collector.listed["ada"] == 1
        collecting.clock.advance(timedelta(days=2))
        request_id, post_id, wants = await collect(collecting, alice)
        await bring(collecting, alice, request_id, post_id)
        assert wants
        assert collector.listed["ada"] == 2

    async def test_message_run_again_asks_nobody(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        request_id, post_id, _ = await collect(collecting, alice)
        message = CollectBaseline(
            request_id=request_id, owner_id=alice.owner_id, post_id=post_id
        )
        message_id = new_id()
        first = await collecting.call(message, BaselineCollected, message_id=message_id)
        await collecting.change("DELETE FROM inbox")
        await collecting.change("DELETE FROM outbox")
        again = await collecting.call(message, BaselineCollected, message_id=message_id)
        assert again.outside_calls == first.outside_calls == 1
        assert collector.listed["ada"] == 1

    async def test_enough_of_ones_own_is_not_added_to(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        now = collecting.clock.now()
        own = [
            build_post(n, published_at=now - timedelta(days=n)) for n in range(40, 55)
        ]
        await collecting.save(own, owner=alice)
        answer = await compare(collecting, alice)
        assert (answer.comparable, answer.outside_calls) == (15, 0)
        assert not collector.listed


class TestNothingToDo:
    async def test_import_brings_its_own_baseline(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        collector.recent = {"ada": IDS}
        post_id = await collecting.save_one(build_post(1), owner=alice)
        answer = await bring(collecting, alice, new_id(), post_id)
        assert answer == BaselineCollected(comparable=0)
        _, _, wants = await collect(collecting, alice)
        assert not wants
        assert not collector.listed

    async def test_post_without_time_or_figures_is_not_compared(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        collector.recent = {"ada": IDS}
        for post in (
            build_post(1, published_at=None),
            build_post(2, metrics=PostMetrics()),
        ):
            post_id = await collecting.save_one(post)
            await bring(collecting, alice, new_id(), post_id)
        assert not collector.listed

    async def test_without_a_source_that_lists_nothing_is_wanted(
        self, social: Social, alice: Identity
    ) -> None:
        await social.run_worker()
        await social.save_one(build_post(1))
        _, _, wants = await collect(social, alice)
        assert not wants


class TestFailures:
    @pytest.mark.usefixtures("series")
    async def test_failure_is_told_and_not_repeated_at_once(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        request_id, post_id, _ = await collect(collecting, alice)
        collector.listing_faults.append(402)
        answer = await bring(collecting, alice, request_id, post_id)
        assert (answer.reason, answer.comparable) == ("no_credit", 0)
        assert answer.message
        again = await bring(collecting, alice, request_id, post_id)
        assert (again.reason, again.outside_calls) == ("no_credit", 0)
        assert collector.listed["ada"] == 1
        collecting.clock.advance(timedelta(hours=1))
        later = await bring(collecting, alice, request_id, post_id)
        assert (later.reason, later.comparable) == (None, OTHERS)

    @pytest.mark.usefixtures("series")
    async def test_held_post_whose_creator_failed_is_held(
        self, collecting: Social, collector: Collector, alice: Identity
    ) -> None:
        collector.publish(IDS[0], at=collecting.clock.now() - timedelta(days=99))
        request_id, post_id, _ = await collect(collecting, alice)
        collector.listing_faults.append(402)
        wishes = [(await collect(collecting, alice))[2]]
        await bring(collecting, alice, request_id, post_id)
        wishes.append((await collect(collecting, alice))[2])
        collecting.clock.advance(timedelta(hours=1))
        wishes.append((await collect(collecting, alice))[2])
        assert wishes == [True, False, True]


class TestLimits:
    async def test_no_more_than_the_setting_is_asked_for(
        self, start_social: StartSocial, collector: Collector, alice: Identity
    ) -> None:
        social = await start_limited(
            start_social, collector, baseline_posts_per_creator=9
        )
        answer = await compare(social, alice)
        assert (answer.collected, answer.comparable) == (9, 8)

    async def test_no_more_creators_than_the_setting(
        self, start_social: StartSocial, collector: Collector, alice: Identity
    ) -> None:
        social = await start_limited(
            start_social, collector, baseline_creators_per_request=1
        )
        request_id = new_id()
        assert (await compare(social, alice, 1, request_id)).message is None
        answer = await compare(social, alice, 11, request_id)
        assert "no more" in (answer.message or "")
        assert collector.listed == {"ada": 1}
        # Another request may.
        assert (await compare(social, alice, 11)).comparable == 9

    async def test_no_more_money_than_the_setting(
        self, start_social: StartSocial, collector: Collector, alice: Identity
    ) -> None:
        social = await start_limited(
            start_social, collector, baseline_cost_per_request_micro_usd=1500
        )
        collector.listing_cost = 1000
        request_id = new_id()
        await compare(social, alice, 1, request_id)
        answer = await compare(social, alice, 11, request_id)
        assert "cost more" in (answer.message or "")
        assert answer.cost_micro_usd == 0
        assert collector.listed == {"ada": 1}


class TestHeld:
    async def test_held_post_wants_none_where_enough_is_held(
        self, collecting: Social, collector: Collector, alice: Identity, bob: Identity
    ) -> None:
        collector.recent = {"ada": IDS}
        question = {
            "owner_id": str(alice.owner_id),
            "references": [
                {"platform": "youtube", "post_id": youtube_id(1), "url": ""}
            ],
        }
        held = []
        for count in (8, 9):
            posts = [build_post(number) for number in range(1, count + 1)]
            await collecting.save(posts)
            await collecting.save([build_post(100)], owner=bob)
            async with collecting.analysis() as client:
                answer = await client.post("/internal/social/posts/held", json=question)
            _, _, wants = await collect(collecting, alice)
            held.append((answer.json()["held"], wants))
        # The ninth is the eighth to compare the first with.
        assert held == [([False], True), ([True], False)]

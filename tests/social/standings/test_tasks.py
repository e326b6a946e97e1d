"""Standings as the worker computes them."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest

from libs.common.contracts.social import Baseline, PostDetail, PostMetrics
from libs.common.identity import Identity
from services.analysis.evidence.baseline import choose_others
from services.analysis.evidence.outlier import judge_outlier
from services.social.sources.collected_post import CollectedPost
from services.social.standings import computing
from services.social.standings.messages import RefreshStandings
from services.social.standings.repository import StandingRepository
from tests.factories.social import NOON, build_post, youtube_id, youtube_url
from tests.fixtures.sampling import sampled
from tests.social.running import Social
from tests.social.standings.following import (
    list_messages,
    order,
    read_standings,
    wait_until_done,
)


def build_random(chance: random.Random, number: int) -> CollectedPost:
    """Any post: figures, time or length may be missing; times tie."""
    names = chance.choice(
        [("views", "likes")] * 6 + [("impressions",), ("likes", "saves"), ("reach",)]
    )
    days = timedelta(days=chance.choice([chance.randrange(500), 40, 41, 42]))
    return build_post(
        number,
        kind=chance.choice(["video", "video", "short"]),
        published_at=None if chance.random() < 0.05 else NOON - days,
        metrics=PostMetrics(
            **{name: chance.choice([0, chance.randrange(10**9)]) for name in names}
        ),
    )


async def judge_as_analysis(social: Social, owner: Identity, post_id: Any) -> Any:
    """The verdict as analysis reaches it, over the internal routes."""
    path = f"/internal/social/posts/{post_id}"
    query = {"owner_id": str(owner.owner_id)}
    async with social.analysis() as client:
        post = PostDetail.model_validate((await client.get(path, params=query)).json())
        answer = await client.get(f"{path}/baseline", params=query)
    others = choose_others(post, Baseline.model_validate(answer.json()).posts)
    return judge_outlier(post.metrics, others)


class TestComputeStandings:
    @pytest.mark.parametrize("seed", sampled(range(4), 1))
    async def test_equals_what_analysis_finds_on_any_posts(
        self, social: Social, alice: Identity, bob: Identity, seed: int
    ) -> None:
        chance = random.Random(seed)
        posts = [build_random(chance, number) for number in range(1, 181)]
        own = await social.keep(posts[:90], keeper=alice, owner=alice)
        public = await social.keep(posts[80:140], keeper=alice)
        await social.save(posts[120:])  # public, in nobody's library
        await social.save(posts[140:], owner=bob)
        await social.run_worker()
        await order(social, alice, "ada")
        await wait_until_done(social)
        rows = await social.ask("SELECT * FROM post_standings")
        assert {row.post_id for row in rows} == {*own, *public}
        ready = 0
        for row in rows:
            verdict = await judge_as_analysis(social, alice, row.post_id)
            assert (row.state, row.basis, row.value, row.sample_size, row.band) == (
                verdict.baseline_state,
                verdict.basis,
                verdict.value,
                verdict.sample_size,
                verdict.band,
            )
            assert (row.usual, row.multiple) == (verdict.usual, verdict.multiple)
            ready += verdict.multiple is not None
            assert len(row.others) == row.sample_size
            assert row.others == sorted(row.others)
        assert ready > 80

    async def test_usual_and_the_others_are_without_the_post_itself(
        self, social: Social, alice: Identity
    ) -> None:
        posts = [build_post(n, views=100 * n - 1) for n in range(1, 10)]
        await social.keep(posts, keeper=alice, owner=alice)
        await social.run_worker()
        await order(social, alice, "ada")
        await wait_until_done(social)
        last = (await read_standings(social, alice))[youtube_id(9)]
        assert (last.usual, last.multiple, last.band) == (449.0, 2.0, "above")
        assert last.others == [100 * n - 1 for n in range(1, 9)]

    async def test_order_of_another_account_or_owner_computes_nothing_else(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        await social.keep([build_post(1)], keeper=alice, owner=alice)
        await social.keep([build_post(2, creator_key="eve")], keeper=alice, owner=alice)
        await social.keep([build_post(3)], keeper=bob, owner=bob)
        await social.run_worker()
        await order(social, alice, "eve")
        await wait_until_done(social)
        assert list(await read_standings(social, alice)) == [youtube_id(2)]
        assert await read_standings(social, bob) == {}

    async def test_once_more_with_new_figures_replaces_what_stood(
        self, social: Social, alice: Identity
    ) -> None:
        posts = [build_post(n, views=99) for n in range(1, 10)]
        await social.keep(posts, keeper=alice, owner=alice)
        await social.run_worker()
        await order(social, alice, "ada")
        await wait_until_done(social)
        later = NOON + timedelta(hours=1)
        await social.save([build_post(1, views=399, as_of=later)], owner=alice)
        for _ in range(2):
            await order(social, alice, "ada")
            await wait_until_done(social)
        found = await read_standings(social, alice)
        assert len(found) == 9
        assert (found[youtube_id(1)].multiple, found[youtube_id(2)].multiple) == (4, 1)

    async def test_asked_many_times_while_one_waits_sends_one_message(
        self, social: Social, alice: Identity
    ) -> None:
        await social.keep([build_post(1)], keeper=alice, owner=alice)
        for _ in range(5):
            await order(social, alice, "ada")
        assert len(await list_messages(social)) == 1
        await social.run_worker()
        await wait_until_done(social)
        await order(social, alice, "ada")
        assert len(await list_messages(social)) == 2

    async def test_change_while_it_is_computed_is_in_the_end_seen(
        self, social: Social, alice: Identity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await social.keep(
            [build_post(n, views=99) for n in range(1, 10)], keeper=alice, owner=alice
        )
        begun, may_go_on = asyncio.Event(), asyncio.Event()
        write = StandingRepository.write

        async def write_late(*arguments: Any) -> None:
            begun.set()
            await may_go_on.wait()
            await write(*arguments)

        monkeypatch.setattr(StandingRepository, "write", write_late)
        await social.run_worker()
        await order(social, alice, "ada")
        await begun.wait()
        later = NOON + timedelta(hours=1)
        await social.save([build_post(1, views=399, as_of=later)], owner=alice)
        await order(social, alice, "ada")
        may_go_on.set()
        await wait_until_done(social)
        assert (await read_standings(social, alice))[youtube_id(1)].multiple == 4
        assert len(await list_messages(social)) == 1

    async def test_run_that_fails_midway_is_taken_up_and_completes(
        self, social: Social, alice: Identity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(computing, "_POSTS_AT_ONCE", 4)
        await social.keep(
            [build_post(n, views=99) for n in range(1, 10)], keeper=alice, owner=alice
        )
        write = StandingRepository.write
        calls = 0

        async def write_or_fail(*arguments: Any) -> None:
            nonlocal calls
            calls += 1
            if calls == 2:
                raise ConnectionError("gone")
            await write(*arguments)

        monkeypatch.setattr(StandingRepository, "write", write_or_fail)
        await social.run_worker()
        await order(social, alice, "ada")
        await wait_until_done(social)
        assert len(await read_standings(social, alice)) == 9

    async def test_late_word_of_an_older_run_changes_nothing(
        self, social: Social, alice: Identity
    ) -> None:
        posts = [build_post(n, views=99) for n in range(1, 10)]
        ids = await social.keep(posts, keeper=alice, owner=alice)
        await social.run_worker()
        await order(social, alice, "ada")
        await wait_until_done(social)
        [before] = [
            row
            for row in (await read_standings(social, alice)).values()
            if row.post_id == ids[0]
        ]
        stale = {
            "post_id": ids[0],
            "platform": "youtube",
            "creator_key": "ada",
            "state": "no_baseline",
            "sample_size": 0,
            "others": [],
        }
        for age, expected in ((1, "ready"), (-1, "no_baseline")):
            async with social.resources.database.unit_of_work() as session:
                await StandingRepository(session, alice.owner_id).write(
                    [stale], before.computed_at - timedelta(seconds=age)
                )
            found = await read_standings(social, alice)
            assert found[youtube_id(1)].state == expected


class TestOrdering:
    async def test_import_orders_the_accounts_it_brought_or_changed(
        self, social: Social, alice: Identity
    ) -> None:
        await social.run_worker()
        mapping = {
            "platform": {"value": "youtube"},
            "creator": "who",
            "id": "id",
            "time": "at",
            "views": "views",
        }
        head = "who,id,at,views\n"
        lines = [
            f"Ada,{youtube_id(n)},2026-01-{n:02d}T00:00:00Z,99\n" for n in range(1, 10)
        ]
        await social.import_file(alice, head + "".join(lines), mapping)
        await wait_until_done(social)
        first = await read_standings(social, alice)
        assert {row.multiple for row in first.values()} == {1.0}
        await social.import_file(alice, head + "".join(lines), mapping)
        assert len(await list_messages(social)) == 1
        changed = lines[0].replace(",99", ",399").replace("Ada", "Eve")
        await social.import_file(alice, head + changed, mapping)
        await wait_until_done(social)
        second = await read_standings(social, alice)
        assert second[youtube_id(1)].creator_key == "eve"
        assert second[youtube_id(1)].state == "no_baseline"
        # Of the other eight each has seven others now.
        assert {second[youtube_id(n)].state for n in range(2, 10)} == {"no_baseline"}

    async def test_collected_posts_get_their_standing(
        self, social: Social, alice: Identity
    ) -> None:
        posts = [build_post(n, views=99) for n in range(1, 10)]
        await social.save(posts)
        await social.run_worker()
        await social.collect(alice, [youtube_url(1)])
        await wait_until_done(social)
        found = await read_standings(social, alice)
        assert [(k, row.multiple) for k, row in found.items()] == [(youtube_id(1), 1.0)]


class TestRefreshStandings:
    async def test_public_figures_that_others_renewed_are_taken_in(
        self, social: Social, alice: Identity
    ) -> None:
        posts = [build_post(n, views=99) for n in range(1, 10)]
        await social.keep(posts[:1], keeper=alice)
        await social.save(posts[1:])
        await social.run_worker()
        await order(social, alice, "ada")
        await wait_until_done(social)
        later = NOON + timedelta(hours=1)
        await social.save([build_post(n, views=49, as_of=later) for n in range(2, 10)])
        async with social.resources.database.unit_of_work() as session:
            await social.resources.jobs.send(session, RefreshStandings())
        async with asyncio.timeout(20):
            while (await read_standings(social, alice))[youtube_id(1)].multiple != 2:
                await asyncio.sleep(0.05)

    async def test_order_whose_message_was_given_up_is_sent_anew(
        self, social: Social, alice: Identity
    ) -> None:
        await social.keep([build_post(1)], keeper=alice, owner=alice)
        await order(social, alice, "ada")
        await social.change("DELETE FROM outbox")
        await social.change(
            "UPDATE standing_orders SET asked_at = now() - interval '2 hours'"
        )
        await social.run_worker()
        async with social.resources.database.unit_of_work() as session:
            await social.resources.jobs.send(session, RefreshStandings())
        await wait_until_done(social)
        assert list(await read_standings(social, alice)) == [youtube_id(1)]

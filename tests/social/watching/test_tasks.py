"""The watch: one look for all followers, its outliers told once, whatever is killed."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.common.identity import Identity
from services.social.outliers.reporting import OutlierReports
from services.social.sources.source import Failure
from services.social.standings.messages import ComputeStandings
from services.social.watching.messages import (
    LookAfterCreators,
    LookAtCreator,
    PurgeLooks,
)
from services.social.watching.repository import SharingRepository
from tests.factories.social import build_post, youtube_id
from tests.social.creators.stage import FOLLOWED, Stage, build_list

EVENT = "post.outlier_found"


async def look_after(stage: Stage, **later: float) -> None:
    """Moves the clock, and lets the watch come by."""
    stage.social.clock.advance(timedelta(**later))
    await stage.send(LookAfterCreators())
    await stage.settle()


def add_hit(stage: Stage, number: int = 0, views: int = 9_000) -> None:
    """Ada publishes a video of many times her usual, now."""
    hit = build_post(
        number,
        platform_post_id=youtube_id(number),
        published_at=stage.social.clock.now(),
        as_of=stage.social.clock.now(),
        views=views,
    )
    stage.listing.posts["ada"].append(hit)


class TestLookAtCreator:
    async def test_followers_at_the_same_moment_cost_one_collection(
        self, stage: Stage, alice: Identity, bob: Identity
    ) -> None:
        stage.listing.posts["ada"] = build_list(10)
        stage.listing.hold = asyncio.Event()
        await stage.social.run_worker()
        followed = await stage.follow(alice)
        async with asyncio.timeout(10):
            while not stage.listing.asked:
                await asyncio.sleep(0.02)
        assert (await stage.read(alice, followed["id"]))["state"] == "looking"
        await stage.follow(bob, "https://www.youtube.com/@ADA", None)
        await asyncio.sleep(0.1)
        stage.listing.hold.set()
        await stage.settle()
        assert [most for _, most in stage.listing.asked] == [30]
        for who in (alice, bob):
            assert len(await stage.list_library(who, via="follow")) == 10

    async def test_account_under_two_names_becomes_one(
        self, stage: Stage, alice: Identity, bob: Identity
    ) -> None:
        channel = "UCuAXFkgsw1L7xaCfnd5JJOw"
        posts = [build_post(n, creator_key=channel) for n in range(1, 10)]
        stage.listing.posts |= {"ada": posts, channel: posts}
        await stage.social.run_worker()
        await stage.follow(alice, "@ada")
        await stage.settle()
        await stage.follow(bob, f"https://www.youtube.com/channel/{channel}", None)
        await stage.settle()
        assert len(await stage.social.ask("SELECT 1 FROM creators")) == 1
        assert len(stage.listing.asked) == 1, "its channel id is known by its posts"
        assert len(await stage.list_library(bob)) == 9

    async def test_names_that_prove_to_be_one_account_are_merged(
        self, stage: Stage, alice: Identity, bob: Identity
    ) -> None:
        channel = "UCuAXFkgsw1L7xaCfnd5JJOw"
        posts = [build_post(n, creator_key=channel) for n in range(1, 10)]
        stage.listing.posts |= {"ada": posts, "adalovelace": posts}
        await stage.social.run_worker()
        for who in (alice, bob):
            await stage.follow(who, "@ada")
        for who in (alice, bob):
            await stage.follow(who, "@AdaLovelace")
        await stage.settle()
        assert len(await stage.social.ask("SELECT 1 FROM creators")) == 1
        assert len(await stage.social.ask("SELECT 1 FROM followed_creators")) == 2
        body = {"creator": "@adalovelace", "platform": "youtube"}
        answer = await stage.ask(alice, "POST", FOLLOWED, json=body)
        assert answer.status_code == 409
        assert len(await stage.list_library(bob)) == 9

    async def test_posts_that_others_wrote_are_left_out(
        self, stage: Stage, alice: Identity
    ) -> None:
        passed_on = build_post(90, creator_key="eve", creator_name="Eve")
        stage.listing.posts["ada"] = [*build_list(3), passed_on]
        await stage.social.run_worker()
        await stage.follow(alice)
        await stage.settle()
        assert len(await stage.list_library(alice)) == 3
        assert len(await stage.social.ask("SELECT 1 FROM posts")) == 3

    @pytest.mark.parametrize("place", ["share", "report"])
    async def test_killed_look_pays_once_and_tells_once(
        self,
        stage: Stage,
        alice: Identity,
        monkeypatch: pytest.MonkeyPatch,
        place: str,
    ) -> None:
        owner = {"share": SharingRepository, "report": OutlierReports}[place]
        whole = getattr(owner, place)
        falls = iter([True])

        async def fall_over(*arguments: Any) -> Any:
            done = await whole(*arguments)
            if next(falls, False):
                raise ConnectionResetError("killed before the commit")
            return done

        stage.listing.posts["ada"] = build_list(10)
        await stage.social.run_worker()
        await stage.follow(alice)
        await stage.settle()
        monkeypatch.setattr(owner, place, fall_over)
        add_hit(stage)
        stage.social.clock.advance(timedelta(days=2))
        await stage.send(LookAfterCreators())
        async with asyncio.timeout(30):
            while await stage.is_busy():
                await asyncio.sleep(0.02)
        assert len(stage.listing.asked) == 2
        assert len(await stage.list_library(alice)) == 11
        assert len(await stage.list_events(EVENT)) == 1
        looks = await stage.social.ask("SELECT finished_at FROM creator_looks")
        assert all(look.finished_at for look in looks)

    async def test_message_run_again_when_all_is_done_changes_nothing(
        self, stage: Stage, alice: Identity
    ) -> None:
        stage.listing.posts["ada"] = build_list(9)
        await stage.social.run_worker()
        await stage.follow(alice)
        await stage.settle()
        before = await stage.social.ask("SELECT * FROM post_metric_snapshots")
        [row] = await stage.social.ask("SELECT id FROM creators")
        await stage.send(LookAtCreator(creator_id=row.id))
        await stage.send(LookAtCreator(creator_id=UUID(int=1)))
        await stage.settle()
        assert len(stage.listing.asked) == 1
        after = await stage.social.ask("SELECT * FROM post_metric_snapshots")
        assert sorted(before) == sorted(after)


class TestLookAfterCreators:
    async def test_each_is_looked_at_in_its_turn_and_adds_snapshots(
        self, stage: Stage, alice: Identity
    ) -> None:
        stage.listing.posts["ada"] = build_list(9)
        await stage.social.run_worker()
        await stage.follow(alice)
        await stage.settle()
        await look_after(stage, hours=2)
        assert len(stage.listing.asked) == 1
        later = stage.social.clock.now() + timedelta(hours=25)
        stage.listing.posts["ada"] = build_list(9, as_of=later, views=5_000)
        await look_after(stage, hours=25)
        assert len(stage.listing.asked) == 2
        [(count,)] = await stage.social.ask(
            "SELECT count(*) FROM post_metric_snapshots"
        )
        assert count == 18

    async def test_what_nobody_watches_is_not_looked_at(
        self, stage: Stage, alice: Identity
    ) -> None:
        await stage.social.run_worker()
        paused = await stage.follow(alice, "@ada")
        gone = await stage.follow(alice, "@eve")
        await stage.settle()
        asked = len(stage.listing.asked)
        path = f"{FOLLOWED}/{paused['id']}"
        await stage.ask(alice, "PATCH", path, json={"is_paused": True})
        await stage.ask(alice, "DELETE", f"{FOLLOWED}/{gone['id']}")
        await look_after(stage, days=20)
        assert len(stage.listing.asked) == asked

    async def test_number_at_once_is_capped_and_the_rest_comes_next(
        self, stage: Stage, alice: Identity
    ) -> None:
        stage.billing.max_handles = 5
        for number in range(5):
            await stage.follow(alice, f"@creator{number}")
        await stage.social.change(
            "UPDATE creators SET next_look_at = '2026-11-01T00:00:00Z'"
        )
        looks = "SELECT 1 FROM outbox WHERE envelope->>'name' LIKE '%look_at_creator'"
        first = len(await stage.social.ask(looks))
        await stage.social.run_worker()
        await stage.settle()
        await look_after(stage, days=10)
        assert len(await stage.social.ask(looks)) == first + 3
        await look_after(stage, minutes=5)
        assert len(await stage.social.ask(looks)) == first + 5

    async def test_money_for_a_day_is_not_exceeded(
        self, stage: Stage, alice: Identity
    ) -> None:
        stage.listing.cost_micro_usd = 3_000_000
        stage.listing.posts["ada"] = build_list(3)
        stage.billing.max_handles = 5
        await stage.social.run_worker()
        for number in range(2):
            await stage.follow(alice, f"@creator{number}")
            await stage.settle()
        followed = await stage.follow(alice)
        await stage.settle()
        assert len(stage.listing.asked) == 2
        shown = await stage.read(alice, followed["id"])
        assert shown["failure"]["reason"] == "rate_limited"
        assert "CREATOR_WATCH_DAILY_USD" in shown["failure"]["message"]
        await look_after(stage, days=3)
        assert (await stage.read(alice, followed["id"]))["state"] == "watched"

    async def test_old_looks_and_forgotten_accounts_are_purged(
        self, stage: Stage, alice: Identity, bob: Identity
    ) -> None:
        stage.listing.posts |= {"ada": build_list(3), "eve": []}
        await stage.social.run_worker()
        await stage.follow(bob)
        gone = await stage.follow(alice, "@eve")
        await stage.ask(alice, "DELETE", f"{FOLLOWED}/{gone['id']}")
        await stage.settle()
        await stage.social.change(
            "UPDATE creators SET created_at = now() - interval '99 days', "
            "looked_at = now() - interval '99 days'"
        )
        await stage.social.change(
            "UPDATE followed_creators SET removed_at = now() - interval '99 days' "
            "WHERE removed_at IS NOT NULL"
        )
        await stage.send(PurgeLooks())
        await stage.settle()
        [left] = await stage.social.ask("SELECT handle FROM creators")
        assert left.handle == "ada"
        assert len(await stage.social.ask("SELECT 1 FROM followed_creators")) == 1
        assert len(await stage.social.ask("SELECT 1 FROM creator_looks")) == 1


class TestOutliers:
    async def test_new_outlier_is_told_once_to_each_follower(
        self, stage: Stage, alice: Identity, bob: Identity
    ) -> None:
        stage.listing.posts["ada"] = build_list(10)
        await stage.social.run_worker()
        for who in (alice, bob):
            await stage.follow(who)
        await stage.settle()
        assert await stage.list_events(EVENT) == []
        add_hit(stage)
        await look_after(stage, days=2)
        events = await stage.list_events(EVENT)
        assert {event["owner_id"] for event in events} == {
            str(alice.owner_id),
            str(bob.owner_id),
        }
        event = events[0]
        assert event["platform_post_id"] == youtube_id(0)
        assert event["multiple"] == pytest.approx(8.9, abs=0.1)
        assert (event["creator_name"], event["band"]) == ("Ada", "outlier")
        await look_after(stage, days=2)
        await stage.send(ComputeStandings(owner_id=alice.owner_id))
        await stage.settle()
        assert len(await stage.list_events(EVENT)) == 2
        page = await stage.list_outliers(alice)
        [found] = page["items"]
        assert found["is_news"] is True
        assert found["post"]["platform_post_id"] == youtube_id(0)
        assert found["post"]["standing"]["band"] == "outlier"
        assert page["next_cursor"] is None

    async def test_what_was_one_before_is_listed_and_not_told(
        self, stage: Stage, alice: Identity
    ) -> None:
        stage.listing.posts["ada"] = build_list(10)
        stage.listing.posts["ada"] += build_list(2, start=20, views=7_000)
        await stage.social.run_worker()
        await stage.follow(alice)
        await stage.settle()
        assert await stage.list_events(EVENT) == []
        first = await stage.list_outliers(alice, limit=1)
        second = await stage.list_outliers(alice, limit=1, cursor=first["next_cursor"])
        found = [*first["items"], *second["items"]]
        assert [each["is_news"] for each in found] == [False, False]
        assert len({each["post"]["id"] for each in found}) == 2
        assert second["next_cursor"] is None

    async def test_others_see_none_and_unfollowing_hides_them(
        self, stage: Stage, alice: Identity, bob: Identity
    ) -> None:
        stage.listing.posts["ada"] = build_list(10)
        stage.listing.posts["ada"] += build_list(1, start=20, views=7_000)
        await stage.social.run_worker()
        followed = await stage.follow(alice)
        await stage.settle()
        assert (await stage.list_outliers(bob))["items"] == []
        assert len((await stage.list_outliers(alice))["items"]) == 1
        await stage.ask(alice, "DELETE", f"{FOLLOWED}/{followed['id']}")
        assert (await stage.list_outliers(alice))["items"] == []

    async def test_failure_in_between_loses_no_outlier(
        self, stage: Stage, alice: Identity
    ) -> None:
        stage.listing.posts["ada"] = build_list(10)
        await stage.social.run_worker()
        await stage.follow(alice)
        await stage.settle()
        add_hit(stage)
        stage.listing.failures["ada"] = Failure("timeout", "It took too long.")
        await look_after(stage, days=2)
        assert await stage.list_events(EVENT) == []
        stage.listing.failures.clear()
        await look_after(stage, days=3)
        assert len(await stage.list_events(EVENT)) == 1

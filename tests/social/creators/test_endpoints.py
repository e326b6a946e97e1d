"""Following creators over HTTP: who may, how many, and the way back."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from libs.common.identity import Identity
from services.social.sources.source import Failure
from tests.social.creators.stage import FOLLOWED, OUTLIERS, Stage, build_list

NOBODYS = "019344e2-7c00-7000-8000-000000000001"


class TestVisibility:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", FOLLOWED),
            ("POST", FOLLOWED),
            ("GET", OUTLIERS),
            ("GET", f"{FOLLOWED}/{NOBODYS}"),
            ("PATCH", f"{FOLLOWED}/{NOBODYS}"),
            ("DELETE", f"{FOLLOWED}/{NOBODYS}"),
            ("POST", f"{FOLLOWED}/{NOBODYS}/restore"),
            ("POST", f"{FOLLOWED}/{NOBODYS}/look"),
        ],
    )
    async def test_without_identity_or_scope_is_refused(
        self, stage: Stage, alice: Identity, method: str, path: str
    ) -> None:
        body = {"creator": "@ada", "platform": "youtube"}
        assert (await stage.ask(None, method, path, json=body)).status_code == 401
        scoped = alice.model_copy(update={"scopes": frozenset({"analysis:write"})})
        assert (await stage.ask(scoped, method, path, json=body)).status_code == 403

    async def test_what_another_follows_is_not_there(
        self, stage: Stage, alice: Identity, bob: Identity
    ) -> None:
        followed = await stage.follow(alice)
        path = f"{FOLLOWED}/{followed['id']}"
        for method, url, body in (
            ("GET", path, None),
            ("PATCH", path, {"is_paused": True}),
            ("DELETE", path, None),
            ("POST", f"{path}/restore", None),
            ("POST", f"{path}/look", None),
        ):
            answer = await stage.ask(bob, method, url, json=body)
            assert answer.status_code == 404, (method, url)
            assert answer.json()["code"] == "FollowedCreatorNotFound"
        listed = (await stage.ask(bob, "GET", FOLLOWED)).json()
        assert (listed["items"], listed["followed"]) == ([], 0)
        assert (await stage.read(alice, followed["id"]))["state"] == "waiting"


class TestFollowCreator:
    async def test_new_creator_waits_for_its_first_look(
        self, stage: Stage, alice: Identity
    ) -> None:
        followed = await stage.follow(
            alice, "https://www.youtube.com/@Ada/videos", None
        )
        assert followed["platform"] == "youtube"
        assert followed["handle"] == "Ada"
        assert followed["url"] == "https://www.youtube.com/@Ada"
        assert followed["state"] == "waiting"
        assert followed["creator_key"] is None
        assert followed["posts"] == 0
        page = (await stage.ask(alice, "GET", FOLLOWED)).json()
        assert page["items"] == [followed]
        assert (page["followed"], page["limit"]) == (1, 3)

    @pytest.mark.parametrize(
        ("creator", "platform", "reason"),
        [
            ("@ada", None, "platform_needed"),
            ("https://x.com/ada/status/20", None, "post_not_profile"),
            ("https://x.com/ada", "youtube", "other_platform"),
            ("https://www.youtube.com/c/ada", None, "old_address"),
            ("https://www.tiktok.com/@ada", None, "unsupported_host"),
            ("https://x.com@evil.example/ada", None, "unsupported_host"),
            ("https://x.com/search?q=ada", None, "not_a_creator"),
            ("way too long for x", "x", "not_a_creator"),
            ("a" * 16, "x", "bad_handle"),
            ("javascript:alert(1)", "instagram", "bad_handle"),
        ],
    )
    async def test_what_names_no_account_is_refused_with_a_reason(
        self,
        stage: Stage,
        alice: Identity,
        creator: str,
        platform: str | None,
        reason: str,
    ) -> None:
        body = {"creator": creator, "platform": platform}
        answer = await stage.ask(alice, "POST", FOLLOWED, json=body)
        assert answer.status_code == 422
        [field] = answer.json()["fields"]
        assert (field["field"], field["reason"]) == ("creator", reason)
        assert answer.json()["code"] == "CreatorNotValid"
        assert not stage.billing.asked

    async def test_following_twice_is_refused_under_any_of_its_names(
        self, stage: Stage, alice: Identity
    ) -> None:
        followed = await stage.follow(alice, "@Ada")
        body = {"creator": "https://m.youtube.com/@aDA"}
        answer = await stage.ask(alice, "POST", FOLLOWED, json=body)
        assert answer.status_code == 409
        assert answer.json()["code"] == "CreatorAlreadyFollowed"
        assert answer.json()["followed_id"] == followed["id"]

    async def test_plan_bounds_how_many_are_followed(
        self, stage: Stage, alice: Identity, bob: Identity
    ) -> None:
        stage.billing.max_handles = 2
        names = [f"@creator{number}" for number in range(6)]
        answers = await asyncio.gather(
            *(
                stage.ask(alice, "POST", FOLLOWED, json={"creator": n, "platform": "x"})
                for n in names
            )
        )
        assert sorted(a.status_code for a in answers) == [201] * 2 + [402] * 4
        refused = next(a for a in answers if a.status_code == 402).json()
        assert refused["code"] == "HandleLimitReached"
        assert (refused["limit"], refused["followed"]) == (2, 2)
        await stage.follow(bob, names[0], "x")

    async def test_changing_again_and_again_is_bounded(
        self, stage: Stage, alice: Identity
    ) -> None:
        stage.billing.max_handles = 1
        statuses = []
        for number in range(13):
            body = {"creator": f"@creator{number}", "platform": "x"}
            answer = await stage.ask(alice, "POST", FOLLOWED, json=body)
            statuses.append(answer.status_code)
            if answer.status_code == 201:
                path = f"{FOLLOWED}/{answer.json()['id']}"
                await stage.ask(alice, "DELETE", path)
        assert statuses == [201] * 11 + [429] * 2
        stage.social.clock.advance(timedelta(days=1, seconds=1))
        await stage.follow(alice, "@another", "x")

    async def test_same_key_follows_once(self, stage: Stage, alice: Identity) -> None:
        options: dict[str, Any] = {
            "json": {"creator": "@ada", "platform": "youtube"},
            "headers": {"Idempotency-Key": "follow-ada"},
        }
        first = await stage.ask(alice, "POST", FOLLOWED, **options)
        second = await stage.ask(alice, "POST", FOLLOWED, **options)
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json() == second.json()


class TestAFollowedCreator:
    async def test_posts_come_into_the_library_with_figures(
        self, stage: Stage, alice: Identity, bob: Identity
    ) -> None:
        hit = build_list(1, start=1, views=9_000)
        stage.listing.posts["ada"] = hit + build_list(9, start=2)
        await stage.social.run_worker()
        followed = await stage.follow(alice)
        await stage.settle()
        shown = await stage.read(alice, followed["id"])
        assert shown["state"] == "watched"
        assert (shown["creator_key"], shown["creator_name"]) == ("ada", "Ada")
        assert (shown["posts"], shown["outliers"]) == (10, 1)
        assert shown["source"] == "listing"
        assert shown["failure"] is None
        assert shown["newest_post_at"] == "2026-11-19T12:00:00Z"
        assert shown["next_look_at"] > shown["looked_at"]
        assert len(await stage.list_library(alice, followed=True)) == 10
        assert await stage.list_library(alice, followed=False) == []
        assert await stage.list_library(bob) == []

    async def test_failure_is_told_in_words(
        self, stage: Stage, alice: Identity
    ) -> None:
        failure = Failure("no_credit", "The credit is used up: add some.")
        stage.listing.failures["ada"] = failure
        await stage.social.run_worker()
        followed = await stage.follow(alice)
        await stage.settle()
        shown = await stage.read(alice, followed["id"])
        assert shown["state"] == "failing"
        assert shown["failure"] == {
            "reason": "no_credit",
            "message": "The credit is used up: add some.",
            "in_a_row": 1,
        }
        assert shown["succeeded_at"] is None

    async def test_demo_creator_can_be_followed_without_a_key(
        self, stage: Stage, alice: Identity
    ) -> None:
        await stage.social.run_worker()
        followed = await stage.follow(
            alice, "https://demo.invalid/youtube/@demo-varnholm", None
        )
        await stage.settle()
        shown = await stage.read(alice, followed["id"])
        assert shown["is_invented"] is True
        assert shown["creator_name"] == "Varnholm Mends"
        assert shown["posts"] > 10
        assert stage.listing.asked == []

    async def test_paused_one_counts_and_is_taken_up_again(
        self, stage: Stage, alice: Identity
    ) -> None:
        stage.billing.max_handles = 1
        stage.listing.posts["ada"] = build_list(3)
        followed = await stage.follow(alice)
        path = f"{FOLLOWED}/{followed['id']}"
        for is_paused, state in ((True, "paused"), (True, "paused")):
            answer = await stage.ask(
                alice, "PATCH", path, json={"is_paused": is_paused}
            )
            assert answer.json()["state"] == state
            assert answer.json()["next_look_at"] is None
        other = {"creator": "@eve", "platform": "youtube"}
        assert (await stage.ask(alice, "POST", FOLLOWED, json=other)).status_code == 402
        await stage.social.run_worker()
        await stage.settle()
        assert await stage.list_library(alice) == []
        await stage.ask(alice, "PATCH", path, json={"is_paused": False})
        await stage.settle()
        assert len(await stage.list_library(alice)) == 3

    async def test_unfollowed_one_leaves_with_its_posts_and_comes_back(
        self, stage: Stage, alice: Identity
    ) -> None:
        stage.listing.posts["ada"] = build_list(9)
        await stage.social.run_worker()
        followed = await stage.follow(alice)
        await stage.settle()
        answer = await stage.ask(alice, "GET", "/api/v1/social/posts")
        saved, removed = (post["id"] for post in answer.json()["items"][:2])
        for change, post_id in (("save", saved), ("remove", removed)):
            body = {"post_ids": [post_id]}
            path = f"/api/v1/social/posts/{change}"
            assert (await stage.ask(alice, "POST", path, json=body)).json()[
                "posts"
            ] == 1
        path = f"{FOLLOWED}/{followed['id']}"
        for _ in range(2):
            assert (await stage.ask(alice, "DELETE", path)).status_code == 204
        assert (await stage.ask(alice, "GET", path)).status_code == 404
        assert len(await stage.list_library(alice)) == 1
        assert len(await stage.list_library(alice, via="save")) == 1
        answer = await stage.ask(alice, "POST", f"{path}/restore")
        assert answer.status_code == 200
        await stage.settle()
        assert len(await stage.list_library(alice)) == 8, "what was taken out stays out"
        assert len(stage.listing.asked) == 1, "the fresh list is used"

    async def test_unfollowing_is_taken_back_within_limit_and_30_days(
        self, stage: Stage, alice: Identity
    ) -> None:
        stage.billing.max_handles = 1
        followed = await stage.follow(alice)
        path = f"{FOLLOWED}/{followed['id']}"
        await stage.ask(alice, "DELETE", path)
        other = await stage.follow(alice, "@eve")
        assert (await stage.ask(alice, "POST", f"{path}/restore")).status_code == 402
        await stage.ask(alice, "DELETE", f"{FOLLOWED}/{other['id']}")
        stage.social.clock.advance(timedelta(days=31))
        assert (await stage.ask(alice, "POST", f"{path}/restore")).status_code == 404

    async def test_look_out_of_turn_waits_until_the_list_is_no_longer_fresh(
        self, stage: Stage, alice: Identity
    ) -> None:
        stage.listing.posts["ada"] = build_list(3)
        await stage.social.run_worker()
        followed = await stage.follow(alice)
        await stage.settle()
        path = f"{FOLLOWED}/{followed['id']}/look"
        answer = await stage.ask(alice, "POST", path)
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "3600"
        stage.social.clock.advance(timedelta(hours=1))
        stage.listing.posts["ada"] += build_list(1, start=0)
        assert (await stage.ask(alice, "POST", path)).status_code == 202
        await stage.settle()
        assert len(await stage.list_library(alice)) == 4

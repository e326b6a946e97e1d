"""A post is taken down: it goes everywhere, and does not come back."""

import asyncio
from typing import Any

import pytest

from libs.common.identity import Identity
from services.social.saving.merging import MergeRule
from services.social.saving.preparing import SavePlan
from services.social.saving.service import PostSaver
from services.social.sources.collected_post import CollectedComment, CollectedMedia
from services.social.takedowns.guard import TakedownGuard
from tests.factories.social import NOON, build_post, youtube_id, youtube_url
from tests.fixtures.auth import build_identity
from tests.social.creators.stage import Stage, build_list
from tests.social.removal.test_tasks import has_file, store_picture

TAKEDOWNS = "/api/v1/social/takedowns"
ADMIN = build_identity("operator", role="admin")
REASON = {"post": youtube_url(1), "reason": "Court order 4711"}
MAPPING = {
    "platform": {"value": "youtube"},
    "creator": "who",
    "id": "id",
    "views": "views",
}


async def take_down(stage: Stage, post: str = youtube_url(1)) -> Any:
    body = {"post": post, "reason": "Court order 4711"}
    answer = await stage.ask(ADMIN, "POST", TAKEDOWNS, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def count(stage: Stage) -> dict[str, int]:
    """Rows of all that may hang on a post."""
    tables = (
        "posts",
        "post_metric_snapshots",
        "post_comments",
        "post_media",
        "post_access",
        "user_post_activity",
    )
    found = {}
    for table in tables:
        [(number,)] = await stage.social.ask(f"SELECT count(*) FROM {table}")
        found[table] = number
    return found


class TestWhoMay:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("POST", TAKEDOWNS),
            ("GET", TAKEDOWNS),
            ("DELETE", f"{TAKEDOWNS}/019344e2-7c00-7000-8000-000000000001"),
        ],
    )
    async def test_only_administrators_who_have_signed_in(
        self, stage: Stage, alice: Identity, method: str, path: str
    ) -> None:
        key = ADMIN.model_copy(
            update={
                "authenticated_by": "api_key",
                "scopes": frozenset({"social:write"}),
            }
        )
        for who, status in ((None, 401), (alice, 403), (key, 403)):
            answer = await stage.ask(who, method, path, json=REASON)
            assert answer.status_code == status, (who, answer.text)
        assert await stage.social.ask("SELECT 1 FROM taken_down_posts") == []


class TestTakeDown:
    async def test_post_goes_for_everybody_with_all_that_hangs_on_it(
        self, stage: Stage, alice: Identity, bob: Identity
    ) -> None:
        social = stage.social
        medium = CollectedMedia("image", "https://cdn.example/1.jpg")
        comment = CollectedComment("c1", "Eve", "Nice")
        echo = CollectedComment(youtube_id(1), "Ada", "The post itself, as a reply")
        whole = build_post(1, media=(medium,), comments=(comment,))
        [public] = await social.keep([whole], keeper=alice)
        [own] = await social.keep([build_post(1)], keeper=bob, owner=bob)
        await social.keep([build_post(2, comments=(echo, comment))], keeper=alice)
        key = await store_picture(social, public)
        body = {"post_ids": [str(public)]}
        await stage.ask(alice, "POST", "/api/v1/social/posts/save", json=body)
        await social.run_worker()
        taken = await take_down(stage)
        assert (taken["platform_post_id"], taken["posts"]) == (youtube_id(1), 2)
        await stage.settle()
        assert await count(stage) == {
            "posts": 1,
            "post_metric_snapshots": 1,
            "post_comments": 1,
            "post_media": 0,
            "post_access": 1,
            "user_post_activity": 0,
        }
        assert not await has_file(social, key)
        for who, post_id in ((alice, public), (bob, own)):
            answer = await stage.ask(who, "GET", f"/api/v1/social/posts/{post_id}")
            assert answer.status_code == 404
        [event] = await stage.list_events("post.taken_down")
        assert set(event["post_ids"]) == {str(public), str(own)}
        [audit] = await social.ask("SELECT * FROM admin_changes")
        assert (audit.action, audit.admin_id) == ("take_down", ADMIN.user_id)
        assert audit.after["post"] == f"youtube:{youtube_id(1)}"

    async def test_it_is_not_collected_listed_or_imported_again(
        self, stage: Stage, alice: Identity
    ) -> None:
        social = stage.social
        await social.run_worker()
        await take_down(stage)
        collected = await social.collect(alice, [youtube_url(1)])
        [answer] = collected.posts
        assert (answer.reason, collected.outside_calls) == ("not_found", 0)
        assert answer.message
        assert "taken down" in answer.message
        stage.listing.posts["ada"] = build_list(3)
        await stage.follow(alice)
        await stage.settle()
        assert sorted(await stage.list_library(alice)) == [youtube_id(2), youtube_id(3)]
        rows = "".join(f"Ada,{youtube_id(n)},5\n" for n in (1, 2))
        run = await social.import_file(alice, f"who,id,views\n{rows}", MAPPING)
        assert (run["totals"]["imported"], run["totals"]["refused"]) == (1, 1)
        report = await social.report(alice, run["id"], outcome="refused")
        assert report["items"][0]["reason"] == "taken_down"

    async def test_lifted_one_may_come_back(self, stage: Stage) -> None:
        taken = await take_down(stage)
        answer = await stage.ask(ADMIN, "POST", TAKEDOWNS, json=REASON)
        assert answer.status_code == 409
        listed = (await stage.ask(ADMIN, "GET", TAKEDOWNS)).json()
        assert [row["id"] for row in listed["items"]] == [taken["id"]]
        path = f"{TAKEDOWNS}/{taken['id']}"
        assert (await stage.ask(ADMIN, "DELETE", path)).status_code == 204
        assert (await stage.ask(ADMIN, "DELETE", path)).status_code == 404
        await take_down(stage)
        actions = await stage.social.ask("SELECT action FROM admin_changes ORDER BY id")
        assert [row.action for row in actions] == [
            "take_down",
            "lift_take_down",
            "take_down",
        ]

    @pytest.mark.parametrize(
        ("post", "status", "reason"),
        [
            ("https://www.youtube.com/@ada", 422, "profile_not_post"),
            ("https://t.co/abc", 422, "short_link"),
            ("019344e2-7c00-7000-8000-000000000001", 422, "not_held"),
            ("nonsense", 422, "not_a_url"),
            ("https://demo.invalid/youtube/demo-varnholm-001", 409, None),
        ],
    )
    async def test_what_names_no_post_is_refused(
        self, stage: Stage, post: str, status: int, reason: str | None
    ) -> None:
        body = REASON | {"post": post}
        answer = await stage.ask(ADMIN, "POST", TAKEDOWNS, json=body)
        assert answer.status_code == status
        assert [field["reason"] for field in answer.json()["fields"]] == [
            *([reason] if reason else [])
        ]

    async def test_post_is_named_by_its_id_here_too(
        self, stage: Stage, alice: Identity
    ) -> None:
        [own] = await stage.social.keep([build_post(1)], keeper=alice, owner=alice)
        taken = await take_down(stage, str(own))
        assert (taken["platform"], taken["posts"]) == ("youtube", 1)

    async def test_whoever_stores_it_at_that_moment_leaves_nothing(
        self, stage: Stage, alice: Identity
    ) -> None:
        social = stage.social
        plan = SavePlan(
            owner_id=None,
            origin="custom",
            fetched_at=NOON,
            rule=MergeRule(always_snapshot=True, confirms_time=True),
        )
        async with social.resources.database.unit_of_work() as session:
            identity = ("youtube", youtube_id(1))
            assert not await TakedownGuard(session).find_refused([identity])
            waiting = asyncio.create_task(take_down(stage))
            await asyncio.sleep(0.1)
            assert not waiting.done()
            await PostSaver(session).save([build_post(1)], plan)
        assert (await waiting)["posts"] == 1
        assert await social.ask("SELECT 1 FROM posts") == []

"""What people did with posts: noted by itself, told to them alone."""

import asyncio
import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from libs.common.identity import Identity
from libs.common.ids import new_id
from services.social.activity.done import Done
from services.social.activity.messages import PurgeActivity
from services.social.activity.repository import ActivityRepository
from services.social.sources.collected_post import CollectedMedia
from tests.factories.social import build_post, youtube_id
from tests.social.removal.test_endpoints import change
from tests.social.removal.test_tasks import store_picture
from tests.social.running import Social

ACTIVITY = "/api/v1/social/activity"
POSTS = "/api/v1/social/posts"
EXPORT = f"{POSTS}/export"


async def ask(social: Social, who: Identity | None, path: str, **query: Any) -> Any:
    async with social.client(who) as client:
        return await client.get(path, params=query)


async def list_activity(social: Social, who: Identity, **query: Any) -> Any:
    await social.resources.views.flush()
    answer = await ask(social, who, ACTIVITY, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def list_done(social: Social, who: Identity, **query: Any) -> list[Any]:
    page = await list_activity(social, who, **query)
    return [(item["kind"], item["times"]) for item in page["items"]]


class TestVisibility:
    @pytest.mark.parametrize("path", [ACTIVITY, EXPORT])
    async def test_without_identity_or_scope_is_refused(
        self, social: Social, alice: Identity, path: str
    ) -> None:
        scoped = alice.model_copy(update={"scopes": frozenset({"analysis:read"})})
        for who, status in ((None, 401), (scoped, 403)):
            assert (await ask(social, who, path)).status_code == status

    async def test_what_others_do_is_not_told(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        [public] = await social.keep([build_post(1)], keeper=alice)
        for who in (alice, bob):
            assert (await ask(social, who, f"{POSTS}/{public}")).status_code == 200
        assert await list_done(social, alice) == [("viewed", 1)]
        assert await list_done(social, bob) == [("viewed", 1)]
        [own] = await social.keep([build_post(2)], keeper=bob, owner=bob)
        assert (await ask(social, alice, f"{POSTS}/{own}")).status_code == 404
        assert await change(social, alice, "save", [own]) == 0
        assert await list_done(social, alice) == [("viewed", 1)]


class TestActivity:
    async def test_each_kind_is_noted_once_a_day_and_counted(
        self, social: Social, alice: Identity
    ) -> None:
        [post] = await social.keep([build_post(1)], keeper=alice)
        for _ in range(3):
            await ask(social, alice, f"{POSTS}/{post}")
        await social.resources.views.flush()
        social.clock.advance(timedelta(minutes=1))
        assert await change(social, alice, "save", [post]) == 1
        assert await change(social, alice, "save", [post]) == 0
        social.clock.advance(timedelta(minutes=1))
        assert await change(social, alice, "unsave", [post]) == 1
        social.clock.advance(timedelta(minutes=1))
        assert (await ask(social, alice, EXPORT)).status_code == 200
        done = [("exported", 1), ("unsaved", 1), ("saved", 1), ("viewed", 3)]
        assert await list_done(social, alice) == done
        social.clock.advance(timedelta(days=1))
        await ask(social, alice, f"{POSTS}/{post}")
        assert await list_done(social, alice) == [("viewed", 1), *done]
        assert await list_done(social, alice, kind=["saved", "unsaved"]) == done[1:3]
        assert await list_done(social, alice, post_id=str(new_id())) == []
        page = await list_activity(social, alice, limit=2)
        [item, _] = page["items"]
        assert item["post"]["title"] == "Video 1"
        assert item["on"] == "2026-11-21"
        rest = await list_activity(social, alice, cursor=page["next_cursor"])
        assert [each["kind"] for each in rest["items"]] == [k for k, _ in done[1:]]

    async def test_analysed_is_noted_with_the_collection(
        self, social: Social, alice: Identity
    ) -> None:
        await social.run_worker()
        await social.collect(alice, ["https://demo.invalid/youtube/demo-varnholm-001"])
        [(kind, times)] = await list_done(social, alice)
        assert (kind, times) == ("analysed", 1)

    async def test_views_of_who_has_left_and_of_posts_that_are_gone_are_dropped(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        [kept, gone] = await social.save([build_post(1), build_post(2)])
        for who, post in ((alice, gone), (bob, kept), (alice, kept)):
            await ask(social, who, f"{POSTS}/{post.post_id}")
        await social.change(f"DELETE FROM posts WHERE id = '{gone.post_id}'")
        await social.change(
            "INSERT INTO erased_owners (owner_hash) VALUES (sha256("
            "'postscope erased owner\n'::bytea || uuid_send("
            f"'{bob.owner_id}'::uuid)))"
        )
        await social.resources.views.flush()
        rows = await social.ask("SELECT owner_id, post_id FROM user_post_activity")
        assert [tuple(row) for row in rows] == [(alice.owner_id, kept.post_id)]

    async def test_old_activity_is_purged(
        self, social: Social, alice: Identity
    ) -> None:
        [saved] = await social.save([build_post(1)])
        now = social.clock.now()
        moments = (now - timedelta(days=366), now - timedelta(days=364))
        who = alice.owner_id, alice.user_id
        async with social.resources.database.unit_of_work() as session:
            await ActivityRepository(session).add(
                Done(*who, saved.post_id, "viewed", at) for at in moments
            )
            await social.resources.jobs.send(session, PurgeActivity())
        await social.run_worker()
        async with asyncio.timeout(20):
            while len(await social.ask("SELECT 1 FROM user_post_activity")) > 1:
                await asyncio.sleep(0.02)
        assert await list_done(social, alice) == [("viewed", 1)]


class TestSavedPosts:
    async def test_saved_post_is_in_the_library_and_found_again(
        self, social: Social, alice: Identity
    ) -> None:
        [public] = await social.save([build_post(1)])
        await social.keep([build_post(2)], keeper=alice)
        assert await change(social, alice, "save", [public.post_id]) == 1
        answer = await ask(social, alice, POSTS, saved=True)
        [post] = answer.json()["items"]
        assert (post["is_saved"], post["via"]) == (True, "save")
        assert post["saved_at"] == "2026-11-20T12:00:00Z"
        answer = await ask(social, alice, POSTS, saved=False)
        assert [p["is_saved"] for p in answer.json()["items"]] == [False]
        await change(social, alice, "unsave", [public.post_id])
        answer = await ask(social, alice, POSTS, via="save")
        assert [p["is_saved"] for p in answer.json()["items"]] == [False]

    async def test_post_that_was_taken_out_comes_back_when_it_is_saved(
        self, social: Social, alice: Identity
    ) -> None:
        [post] = await social.keep([build_post(1)], keeper=alice)
        await change(social, alice, "remove", [post])
        assert await change(social, alice, "save", [post]) == 1
        answer = await ask(social, alice, POSTS)
        assert answer.json()["totals"]["posts"] == 1


class TestExport:
    async def test_file_holds_what_the_filter_lists_and_no_formulas(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        posts = [build_post(1, title='=HYPERLINK("x")'), build_post(2, views=7)]
        await social.keep(posts, keeper=alice, owner=alice)
        await social.keep([build_post(3)], keeper=alice)
        await social.keep([build_post(4)], keeper=bob, owner=bob)
        answer = await ask(social, alice, EXPORT, via="import", sort="views")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert "posts.csv" in answer.headers["content-disposition"]
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert [(row["id"], row["views"]) for row in rows] == [
            (youtube_id(1), "1001"),
            (youtube_id(2), "7"),
        ]
        assert rows[0]["title"] == '\'=HYPERLINK("x")'
        assert rows[0]["shares"] == ""

    async def test_more_than_a_file_takes_is_refused(
        self, social: Social, alice: Identity, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.social.library.export_service.MOST_POSTS", 2)
        posts = [build_post(n) for n in range(3)]
        await social.keep(posts, keeper=alice, owner=alice)
        answer = await ask(social, alice, EXPORT)
        assert answer.status_code == 409
        assert answer.json()["code"] == "TooManyToExport"
        assert (answer.json()["found"], answer.json()["most"]) == (3, 2)
        assert (await ask(social, alice, EXPORT, q="Video 1")).status_code == 200


class TestMoreFilters:
    async def test_multiple_source_and_way_in(
        self, social: Social, alice: Identity
    ) -> None:
        await social.keep([build_post(n) for n in range(1, 4)], keeper=alice)
        await social.keep([build_post(4)], keeper=alice, owner=alice)
        rows = [
            "INSERT INTO post_standings (owner_id, post_id, platform, creator_key, "
            "state, multiple, sample_size, others, computed_at) "
            f"SELECT '{alice.owner_id}', id, platform, creator_key, 'ready', {value}, "
            f"8, '{{}}', now() FROM posts WHERE platform_post_id = '{youtube_id(n)}'"
            for n, value in ((1, 0.5), (2, 3.0), (3, 12.5))
        ]
        for row in rows:
            await social.change(row)
        for query, numbers in (
            ({"min_multiple": 3}, [2, 3]),
            ({"max_multiple": 3}, [1, 2]),
            ({"min_multiple": 1, "max_multiple": 10}, [2]),
            ({"source": "import"}, [4]),
            ({"source": ["import", "custom"]}, [1, 2, 3, 4]),
            ({"via": "analysis"}, [1, 2, 3]),
            ({"via": ["follow", "save"]}, []),
            ({"followed": False}, [1, 2, 3, 4]),
        ):
            page = (await ask(social, alice, POSTS, **query)).json()
            found = sorted(p["platform_post_id"] for p in page["items"])
            assert found == [youtube_id(n) for n in numbers], query
            assert page["totals"]["posts"] == len(numbers)
        for wrong in (
            {"min_multiple": 2, "max_multiple": 1},
            {"min_multiple": "nan"},
            {"via": "theft"},
            {"source": "../x"},
        ):
            assert (await ask(social, alice, POSTS, **wrong)).status_code == 422

    async def test_rows_show_what_stands_for_their_media(
        self, social: Social, alice: Identity
    ) -> None:
        thumbnail = CollectedMedia("thumbnail", "https://cdn.example/t.jpg")
        images = [CollectedMedia("image", f"https://cdn.example/{n}") for n in (1, 2)]
        posts = [
            build_post(1, media=(thumbnail,)),
            build_post(2, media=tuple(images), duration_seconds=None),
            build_post(3),
        ]
        [first, *_] = await social.keep(posts, keeper=alice)
        await store_picture(social, first)
        page = (await ask(social, alice, POSTS, sort="newest")).json()
        video, carousel, bare = (item["preview"] for item in page["items"])
        assert (video["kind"], video["count"]) == ("video", 0)
        assert video["thumbnail_url"].startswith("/media/")
        assert video["duration_seconds"] == 120.0
        assert carousel == {
            "kind": "carousel",
            "thumbnail_url": None,
            "width": None,
            "height": None,
            "count": 2,
            "duration_seconds": None,
        }
        assert bare is None

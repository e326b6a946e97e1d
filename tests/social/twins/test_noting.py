"""A post that was imported without an id and is collected by its link is one."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.common.contracts.social import PostMetrics
from libs.common.identity import Identity
from services.social.imports.rows.identity import Told, build_creator_key, find_identity
from services.social.platforms.catalogue import load_platforms
from services.social.sources.collected_post import CollectedPost
from tests.factories.social import NOON, build_post
from tests.fixtures.auth import build_identity
from tests.social.running import Social
from tests.social.standings.following import order, read_standings, wait_until_done

SHORTCODES = [f"CAAAAAAAA{letter}A" for letter in "ABCDEFGHIJKLMNOP"]


def build(number: int, **overrides: Any) -> CollectedPost:
    """A public post of Instagram, a day older for each number."""
    code = SHORTCODES[number]
    given: dict[str, Any] = {
        "platform": "instagram",
        "platform_post_id": code,
        "url": f"https://www.instagram.com/p/{code}/",
        "kind": "image",
        "title": None,
        "content": f"Caption {number}",
        "published_at": NOON - timedelta(days=20 + number),
        "metrics": PostMetrics(likes=100 + number),
    }
    return build_post(number, **(given | overrides))


def without_id(post: CollectedPost, **overrides: Any) -> CollectedPost:
    """As an export tells it."""
    told = {**vars_of(post), **overrides}
    found = find_identity(
        load_platforms()["instagram"],
        Told(
            None,
            None,
            build_creator_key(told["creator_name"]),
            told["published_at"],
            told["content"],
        ),
    )
    assert isinstance(found, tuple)
    told |= {"platform_post_id": found[0], "url": found[1]}
    return CollectedPost(**told)


def vars_of(post: CollectedPost) -> dict[str, Any]:
    return {name: getattr(post, name) for name in CollectedPost.__slots__}


async def list_library(social: Social, owner: Identity) -> list[Any]:
    async with social.client(owner) as client:
        answer = await client.get("/api/v1/social/posts")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]  # type: ignore[no-any-return]


async def list_twins(social: Social) -> set[tuple[UUID, UUID]]:
    rows = await social.ask("SELECT own_id, public_id FROM post_twins")
    return {(row.own_id, row.public_id) for row in rows}


async def read_baseline(social: Social, owner: Identity, post_id: UUID) -> list[UUID]:
    async with social.analysis() as client:
        path = f"/internal/social/posts/{post_id}/baseline"
        answer = await client.get(path, params={"owner_id": str(owner.owner_id)})
    return [UUID(post["id"]) for post in answer.json()["posts"]]


class TestOneRow:
    @pytest.mark.parametrize("is_import_first", [True, False])
    async def test_for_its_owner_alone_and_nobody_else(
        self, social: Social, alice: Identity, bob: Identity, is_import_first: bool
    ) -> None:
        own, public = without_id(build(1)), build(1)
        other = build(2)
        if is_import_first:
            [own_id] = await social.keep([own], keeper=alice, owner=alice)
        public_id, other_id = await social.keep([public, other], keeper=alice)
        if not is_import_first:
            [own_id] = await social.keep([own], keeper=alice, owner=alice)
        await social.keep([public, other], keeper=bob)
        assert await list_twins(social) == {(own_id, public_id)}
        shown = {item["id"] for item in await list_library(social, alice)}
        assert shown == {str(own_id), str(other_id)}
        shown = {item["id"] for item in await list_library(social, bob)}
        assert shown == {str(public_id), str(other_id)}
        # Neither stands in the other's baseline, and in a third one's only once.
        assert await read_baseline(social, alice, own_id) == [other_id]
        assert await read_baseline(social, alice, public_id) == [other_id]
        assert await read_baseline(social, alice, other_id) == [own_id]
        assert await read_baseline(social, bob, other_id) == [public_id]

    async def test_account_is_known_by_the_name_that_it_is_followed_by(
        self, social: Social, alice: Identity
    ) -> None:
        own = without_id(build(1), creator_name="ada.writes", creator_key="ada.writes")
        [own_id] = await social.keep([own], keeper=alice, owner=alice)
        public_id = await social.save_one(build(1, creator_key="17841400"))
        assert await list_twins(social) == set()
        await social.change(
            "INSERT INTO creators (id, platform, handle, url, is_invented, creator_key)"
            " VALUES (gen_random_uuid(), 'instagram', 'ada.writes', '', false,"
            " '17841400')"
        )
        await social.change(
            "INSERT INTO creator_aliases SELECT platform, handle, id FROM creators"
        )
        await social.save([build(1, creator_key="17841400", title="Looked at again")])
        assert await list_twins(social) == {(own_id, public_id)}

    async def test_what_several_accounts_are_called_is_no_name(
        self, social: Social, alice: Identity
    ) -> None:
        """A brand's accounts in each country say the same at the same minute."""
        own = without_id(build(1), creator_key="brand", creator_name="Brand")
        await social.keep([own], keeper=alice, owner=alice)
        await social.save([build(1, creator_key="brand_fr", creator_name="Brand")])
        assert await list_twins(social) == set()

    async def test_certainty_goes_when_a_second_one_comes_into_question(
        self, social: Social, alice: Identity
    ) -> None:
        [own_id] = await social.keep([without_id(build(1))], keeper=alice, owner=alice)
        first = await social.save_one(build(1))
        assert await list_twins(social) == {(own_id, first)}
        at = NOON - timedelta(days=21, seconds=-30)
        await social.save([build(2, content="Caption 1", published_at=at)])
        assert await list_twins(social) == set()
        # Once its words are others, the first is the only one again.
        later = NOON + timedelta(hours=1)
        mended = build(2, content="Mended", published_at=at, as_of=later)
        await social.save([mended])
        assert await list_twins(social) == {(own_id, first)}

    async def test_whoever_stores_at_the_same_moment_is_waited_for(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        owned = [(owner, build(n)) for n in range(1, 9) for owner in (alice, bob)]
        await asyncio.gather(
            *(social.save([without_id(post)], owner=owner) for owner, post in owned),
            *(social.save([build(n)]) for n in range(1, 9)),
        )
        assert len(await list_twins(social)) == 16


class TestStandings:
    async def test_equal_what_they_are_without_the_import(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        posts = [build(n, metrics=PostMetrics(likes=100 * n)) for n in range(1, 12)]
        await social.keep(posts, keeper=alice)
        await social.keep(posts, keeper=bob)
        imported = [without_id(post) for post in posts[:6]]
        await social.keep(imported, keeper=alice, owner=alice)
        await social.run_worker()
        for owner in (alice, bob):
            await order(social, owner, "ada", platform="instagram")
        await wait_until_done(social)
        mine = await read_standings(social, alice)
        his = await read_standings(social, bob)
        assert len(his) == 11
        for post, own in zip(posts[:6], imported, strict=True):
            expected = his[post.platform_post_id]
            for found in (mine[post.platform_post_id], mine[own.platform_post_id]):
                assert found.others == expected.others
                assert found.multiple == expected.multiple


class TestRemoval:
    async def test_both_are_taken_out_together_and_count_as_one(
        self, social: Social, alice: Identity
    ) -> None:
        [own_id] = await social.keep([without_id(build(1))], keeper=alice, owner=alice)
        await social.keep([build(1)], keeper=alice)
        async with social.client(alice) as client:
            asked = {"post_ids": [str(own_id)]}
            answer = await client.post("/api/v1/social/posts/remove", json=asked)
            assert answer.json() == {"posts": 1}
        assert await list_library(social, alice) == []
        rows = await social.ask("SELECT 1 FROM post_access WHERE removed_at IS NULL")
        assert rows == []


class TestTakedown:
    async def test_imported_copy_goes_with_the_public_one(
        self, social: Social, alice: Identity
    ) -> None:
        await social.keep([without_id(build(1))], keeper=alice, owner=alice)
        await social.save([build(1)])
        async with social.client(build_identity("operator", role="admin")) as client:
            answer = await client.post(
                "/api/v1/social/takedowns", json={"post": build(1).url, "reason": "x"}
            )
        assert answer.json()["posts"] == 2, answer.text
        assert await social.ask("SELECT 1 FROM posts") == []


class TestTakingBack:
    async def test_collected_post_is_left_and_shown_again(
        self, social: Social, alice: Identity
    ) -> None:
        await social.run_worker()
        at = build(1).published_at
        content = f"creator,text,time,likes\nada,Caption 1,{at:%Y-%m-%dT%H:%M:%SZ},7\n"
        mapping = {name: name for name in ("creator", "text", "time", "likes")}
        run = await social.import_file(alice, content, mapping, platform="instagram")
        assert run["status"] == "COMPLETED", run
        [public_id] = await social.keep([build(1)], keeper=alice)
        [item] = await list_library(social, alice)
        assert item["is_own"]
        async with social.client(alice) as client:
            answer = await client.delete(f"/api/v1/social/imports/{run['id']}")
        assert answer.status_code in (202, 204), answer.text
        async with asyncio.timeout(20):
            while await social.ask("SELECT 1 FROM imports"):
                await asyncio.sleep(0.02)
        await wait_until_done(social)
        [item] = await list_library(social, alice)
        assert item["id"] == str(public_id)
        assert item["standing"]["state"] != "pending"
        [row] = await social.ask("SELECT content, metrics FROM posts")
        assert (row.content, row.metrics) == ("Caption 1", {"likes": 101})

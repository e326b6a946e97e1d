"""Taking posts out of the library and putting them back."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.common.identity import Identity
from libs.common.ids import new_id
from tests.factories.social import build_post, youtube_id, youtube_url
from tests.social.running import Social
from tests.social.standings.following import (
    order,
    read_standings,
    wait_until_done,
)

POSTS = "/api/v1/social/posts"


async def change(
    social: Social, owner: Identity, what: str, post_ids: Sequence[UUID]
) -> int:
    """`remove` or `restore`; how many posts that met."""
    body = {"post_ids": [str(post_id) for post_id in post_ids]}
    async with social.client(owner) as client:
        answer = await client.post(f"{POSTS}/{what}", json=body)
    assert answer.status_code == 200, answer.text
    posts: int = answer.json()["posts"]
    return posts


async def list_library(social: Social, owner: Identity) -> list[str]:
    async with social.client(owner) as client:
        page = (await client.get(POSTS, params={"sort": "newest"})).json()
    assert page["totals"]["posts"] == len(page["items"])
    return [post["platform_post_id"] for post in page["items"]]


class TestRemoveAndRestore:
    @pytest.mark.parametrize("is_own", [True, False])
    async def test_post_is_out_of_the_library_and_comes_back(
        self, social: Social, alice: Identity, is_own: bool
    ) -> None:
        owner = alice if is_own else None
        ids = await social.keep(
            [build_post(n) for n in (1, 2)], keeper=alice, owner=owner
        )
        assert await change(social, alice, "remove", ids[:1]) == 1
        assert await list_library(social, alice) == [youtube_id(2)]
        async with social.client(alice) as client:
            creators = (await client.get("/api/v1/social/creators")).json()
        assert [c["posts"] for c in creators["items"]] == [1]
        assert await change(social, alice, "restore", ids[:1]) == 1
        assert await list_library(social, alice) == [youtube_id(1), youtube_id(2)]

    async def test_once_more_changes_nothing(
        self, social: Social, alice: Identity
    ) -> None:
        ids = await social.keep([build_post(1)], keeper=alice, owner=alice)
        found = [
            await change(social, alice, what, [*ids, *ids, new_id()])
            for what in ("restore", "remove", "remove", "restore", "restore")
        ]
        assert found == [0, 1, 0, 1, 0]

    async def test_posts_of_others_are_not_met(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        own = await social.keep([build_post(1)], keeper=bob, owner=bob)
        public = await social.keep([build_post(2)], keeper=bob)
        [foreign] = await social.save([build_post(3)])
        assert (
            await change(social, alice, "remove", [*own, *public, foreign.post_id]) == 0
        )
        assert await list_library(social, bob) == [youtube_id(1), youtube_id(2)]

    async def test_public_twin_goes_and_comes_with_the_own_post(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        public = await social.keep([build_post(1)], keeper=alice)
        await social.keep([build_post(1)], keeper=bob)
        own = await social.keep([build_post(1)], keeper=alice, owner=alice)
        assert await change(social, alice, "remove", own) == 1
        assert await list_library(social, alice) == []
        assert await list_library(social, bob) == [youtube_id(1)]
        assert await change(social, alice, "restore", public) == 1
        assert await list_library(social, alice) == [youtube_id(1)]

    async def test_standings_of_the_others_are_computed_without_it(
        self, social: Social, alice: Identity
    ) -> None:
        ids = await social.keep(
            [build_post(n, views=99) for n in range(1, 10)], keeper=alice, owner=alice
        )
        await social.run_worker()
        await order(social, alice, "ada")
        await wait_until_done(social)
        await change(social, alice, "remove", ids[:1])
        await wait_until_done(social)
        found = await read_standings(social, alice)
        assert set(found) == {youtube_id(n) for n in range(2, 10)}
        assert {(row.state, row.sample_size) for row in found.values()} == {
            ("no_baseline", 7)
        }
        await change(social, alice, "restore", ids[:1])
        await wait_until_done(social)
        found = await read_standings(social, alice)
        assert {row.multiple for row in found.values()} == {1.0}
        assert len(found) == 9

    async def test_after_thirty_days_it_does_not_come_back(
        self, social: Social, alice: Identity
    ) -> None:
        ids = await social.keep([build_post(n) for n in (1, 2)], keeper=alice)
        await change(social, alice, "remove", ids[:1])
        social.clock.advance(timedelta(days=1))
        await change(social, alice, "remove", ids[1:])
        social.clock.advance(timedelta(days=29))
        assert await change(social, alice, "restore", ids) == 1
        assert await list_library(social, alice) == [youtube_id(2)]

    async def test_removed_post_still_shows_in_the_analysis_that_had_it(
        self, social: Social, alice: Identity
    ) -> None:
        await social.save([build_post(1)])
        await social.run_worker()
        request_id = new_id()
        found = await social.collect(alice, [youtube_url(1)], request_id=request_id)
        post_id = found.posts[0].post_id
        assert post_id
        await change(social, alice, "remove", [post_id])
        async with social.client(alice) as client:
            listed = (await client.get(f"{POSTS}/analysis/{request_id}")).json()
        assert [post["id"] for post in listed["items"]] == [str(post_id)]

    async def test_importing_or_analysing_it_again_brings_it_back(
        self, social: Social, alice: Identity
    ) -> None:
        await social.run_worker()
        mapping = {"platform": {"value": "youtube"}, "creator": "who", "id": "id"}
        file = f"who,id\nAda,{youtube_id(1)}\n"
        await social.import_file(alice, file, mapping)
        [(post_id,)] = await social.ask("SELECT id FROM posts WHERE NOT is_invented")
        await change(social, alice, "remove", [post_id])
        await social.import_file(alice, file, mapping)
        assert await list_library(social, alice) == [youtube_id(1)]
        await wait_until_done(social)
        assert list(await read_standings(social, alice)) == [youtube_id(1)]
        await change(social, alice, "remove", [post_id])
        await social.collect(alice, [youtube_url(1)])
        assert await list_library(social, alice) == [youtube_id(1)]

    @pytest.mark.parametrize("what", ["remove", "restore"])
    async def test_who_may_only_read_is_refused(
        self, social: Social, alice: Identity, what: str
    ) -> None:
        scoped = alice.model_copy(update={"scopes": frozenset({"social:read"})})
        body = {"post_ids": [str(new_id())]}
        async with social.client() as client:
            nobody = await client.post(f"{POSTS}/{what}", json=body)
        async with social.client(scoped) as client:
            reader = await client.post(f"{POSTS}/{what}", json=body)
        assert (nobody.status_code, reader.status_code) == (401, 403)

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"post_ids": []},
            {"post_ids": ["x"]},
            {"post_ids": "x"},
            {"post_ids": [str(new_id())] * 1_001},
            {"post_ids": [str(new_id())], "all": True},
        ],
    )
    async def test_bad_body_is_refused(
        self, social: Social, alice: Identity, body: Any
    ) -> None:
        async with social.client(alice) as client:
            answer = await client.post(f"{POSTS}/remove", json=body)
        assert answer.status_code == 422

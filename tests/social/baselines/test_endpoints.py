"""Which posts one is compared with."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.common.contracts.social import PostMetrics
from libs.common.identity import Identity
from services.social.sources.collected_post import CollectedPost
from tests.factories.social import NOON, build_post, youtube_id
from tests.social.running import Social


async def read_baseline(
    social: Social, post_id: UUID, owner: Identity, **query: Any
) -> Any:
    async with social.analysis() as client:
        answer = await client.get(
            f"/internal/social/posts/{post_id}/baseline",
            params={"owner_id": str(owner.owner_id), **query},
        )
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids_of(baseline: Any) -> list[str]:
    return [post["platform_post_id"] for post in baseline["posts"]]


def with_metrics(number: int, **counts: int) -> CollectedPost:
    return build_post(number, metrics=PostMetrics(**counts))


class TestReadBaseline:
    async def test_post_of_another_is_not_found(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        post_id = await social.save_one(build_post(), owner=alice)
        async with social.analysis() as client:
            answer = await client.get(
                f"/internal/social/posts/{post_id}/baseline",
                params={"owner_id": str(bob.owner_id)},
            )
        assert answer.status_code == 404

    async def test_imports_of_another_are_no_baseline(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        post_id = await social.save_one(build_post(1))
        await social.save([build_post(n) for n in (2, 3)], owner=bob)
        await social.save([build_post(n) for n in (4, 5)], owner=alice)
        await social.save([build_post(6)])
        found = await read_baseline(social, post_id, alice)
        assert ids_of(found) == [youtube_id(n) for n in (4, 5, 6)]
        assert found["held"] == 3

    async def test_identity_held_twice_counts_once_as_own(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        post_id = await social.save_one(build_post(1))
        await social.save([build_post(2, views=5)])
        await social.save([build_post(2, views=7)], owner=alice)
        mine = await read_baseline(social, post_id, alice)
        his = await read_baseline(social, post_id, bob)
        assert [p["metrics"]["views"] for p in mine["posts"]] == [7]
        assert [p["metrics"]["views"] for p in his["posts"]] == [5]

    async def test_post_itself_is_left_out_in_every_row(
        self, social: Social, alice: Identity
    ) -> None:
        post_id = await social.save_one(build_post(1), owner=alice)
        await social.save([build_post(1)])
        assert ids_of(await read_baseline(social, post_id, alice)) == []

    async def test_own_row_without_basis_hides_the_public_one(
        self, social: Social, alice: Identity
    ) -> None:
        post_id = await social.save_one(build_post(1))
        await social.save([build_post(2)])
        await social.save([with_metrics(2, likes=3)], owner=alice)
        assert ids_of(await read_baseline(social, post_id, alice)) == []

    async def test_other_creators_formats_and_platforms_are_left_out(
        self, social: Social, alice: Identity
    ) -> None:
        post_id = await social.save_one(build_post(1))
        others = [
            build_post(2, creator_key="bea"),
            build_post(3, kind="short"),
            build_post(4, platform="instagram", platform_post_id="AAA4", url="x"),
            build_post(5),
        ]
        await social.save(others)
        assert ids_of(await read_baseline(social, post_id, alice)) == [youtube_id(5)]

    async def test_nearest_first_then_earlier_then_smaller_id(
        self, social: Social, alice: Identity
    ) -> None:
        at = NOON - timedelta(days=100)
        times = {
            1: at,
            2: at + timedelta(days=2),
            3: at - timedelta(days=2),
            5: at - timedelta(days=1),
            4: at - timedelta(days=1),
            6: at - timedelta(days=180),
            7: at - timedelta(days=180, microseconds=1),
            8: at + timedelta(days=180),
            9: at + timedelta(days=180, microseconds=1),
        }
        await social.save([build_post(n, published_at=t) for n, t in times.items()])
        post_id = await social.save_one(build_post(1, published_at=at))
        found = await read_baseline(social, post_id, alice)
        assert ids_of(found) == [youtube_id(n) for n in (4, 5, 3, 2, 6, 8)]

    @pytest.mark.parametrize(
        ("counts", "basis"),
        [
            ({"views": 0, "impressions": 4, "likes": 1}, "views"),
            ({"impressions": 4, "likes": 1}, "impressions"),
            ({"saves": 1, "followers": 10}, "interactions"),
            ({"followers": 10, "reach": 3}, None),
        ],
    )
    async def test_basis_is_the_first_the_post_has(
        self,
        social: Social,
        alice: Identity,
        counts: dict[str, int],
        basis: str | None,
    ) -> None:
        post_id = await social.save_one(with_metrics(1, **counts))
        others = [
            with_metrics(2, views=1),
            with_metrics(3, impressions=1),
            with_metrics(4, comments=0),
            with_metrics(5, followers=1),
        ]
        await social.save(others)
        found = await read_baseline(social, post_id, alice)
        expected = {"views": [2], "impressions": [3], "interactions": [4], None: []}
        assert found["basis"] == basis
        assert ids_of(found) == [youtube_id(n) for n in expected[basis]]

    async def test_post_without_time_has_no_baseline(
        self, social: Social, alice: Identity
    ) -> None:
        post_id = await social.save_one(build_post(1, published_at=None))
        await social.save([build_post(2)])
        found = await read_baseline(social, post_id, alice)
        assert (found["has_time"], found["held"], found["posts"]) == (False, 0, [])

    async def test_limit_cuts_the_list_but_not_the_count(
        self, social: Social, alice: Identity
    ) -> None:
        await social.save([build_post(n) for n in range(1, 8)])
        post_id = await social.save_one(build_post(1))
        found = await read_baseline(social, post_id, alice, limit=2)
        assert ids_of(found) == [youtube_id(2), youtube_id(3)]
        assert found["held"] == 6

    async def test_text_length_counts_characters(
        self, social: Social, alice: Identity
    ) -> None:
        post_id = await social.save_one(build_post(1))
        await social.save(
            [build_post(2, content="  ünï 👍 "), build_post(3, content=None)]
        )
        found = await read_baseline(social, post_id, alice)
        assert [post["text_length"] for post in found["posts"]] == [5, 0]

    async def test_moment_of_the_figures_is_told(
        self, social: Social, alice: Identity
    ) -> None:
        post_id = await social.save_one(build_post(1))
        await social.save_one(build_post(2, as_of=NOON + timedelta(days=3)))
        [other] = (await read_baseline(social, post_id, alice))["posts"]
        assert datetime.fromisoformat(other["metrics_as_of"]) == NOON + timedelta(
            days=3
        )

    async def test_first_part_of_the_text_comes_with_the_thirty_nearest(
        self, social: Social, alice: Identity
    ) -> None:
        post_id = await social.save_one(build_post(1))
        await social.save(
            [
                build_post(2, content="ü" * 3_000),
                build_post(3, content=None),
                *(build_post(n, content=f"Text {n}") for n in range(4, 40)),
            ]
        )
        posts = (await read_baseline(social, post_id, alice))["posts"]
        assert len(posts) == 38
        assert [post["text"] for post in posts[:3]] == ["ü" * 2_000, None, "Text 4"]
        assert posts[0]["text_length"] == 3_000
        assert [post["text"] for post in posts[29:31]] == ["Text 31", None]

    @pytest.mark.parametrize("is_own", [True, False])
    async def test_post_that_was_taken_out_is_compared_with_nothing(
        self, social: Social, alice: Identity, bob: Identity, is_own: bool
    ) -> None:
        post_id = await social.save_one(build_post(1))
        owner = alice if is_own else None
        await social.keep([build_post(2)], keeper=alice, owner=owner)
        removed = await social.keep([build_post(3)], keeper=alice, owner=owner)
        async with social.client(alice) as client:
            answer = await client.post(
                "/api/v1/social/posts/remove", json={"post_ids": [str(removed[0])]}
            )
        assert answer.json() == {"posts": 1}
        assert ids_of(await read_baseline(social, post_id, alice)) == [youtube_id(2)]
        his = ids_of(await read_baseline(social, post_id, bob))
        assert his == ([] if is_own else [youtube_id(2), youtube_id(3)])

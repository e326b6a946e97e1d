"""What a library shows, to whom, and in which order."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from libs.common.identity import Identity
from services.social.sources.collected_post import CollectedMedia
from tests.factories.social import NOON, build_post, youtube_id
from tests.social.running import Social
from tests.social.standings.following import order, wait_until_done

POSTS = "/api/v1/social/posts"
CREATORS = "/api/v1/social/creators"


async def ask(social: Social, owner: Identity, path: str = POSTS, **query: Any) -> Any:
    async with social.client(owner) as client:
        answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids_of(page: Any) -> list[str]:
    return [post["platform_post_id"] for post in page["items"]]


async def read_all(social: Social, owner: Identity, **query: Any) -> list[Any]:
    """All pages, with the totals of each held against the first."""
    page = await ask(social, owner, **query)
    found: list[Any] = page["items"]
    totals = page["totals"]
    while page["next_cursor"]:
        page = await ask(social, owner, **query, cursor=page["next_cursor"])
        assert page["totals"] == totals
        found += page["items"]
    assert len(found) == totals["posts"]
    return found


class TestVisibility:
    @pytest.mark.parametrize("path", [POSTS, CREATORS])
    async def test_without_identity_is_refused(self, social: Social, path: str) -> None:
        async with social.client() as client:
            assert (await client.get(path)).status_code == 401

    @pytest.mark.parametrize("path", [POSTS, CREATORS])
    async def test_key_without_scope_is_refused(
        self, social: Social, alice: Identity, path: str
    ) -> None:
        scoped = alice.model_copy(update={"scopes": frozenset({"analysis:read"})})
        async with social.client(scoped) as client:
            assert (await client.get(path)).status_code == 403

    async def test_posts_of_others_are_absent_from_list_totals_and_accounts(
        self, social: Social, alice: Identity, bob: Identity
    ) -> None:
        await social.keep([build_post(1)], keeper=alice, owner=alice)
        await social.keep([build_post(2)], keeper=alice)
        await social.keep([build_post(n) for n in (3, 4)], keeper=bob, owner=bob)
        await social.keep([build_post(5)], keeper=bob)
        await social.save([build_post(6)])
        page = await ask(social, alice)
        assert sorted(ids_of(page)) == [youtube_id(1), youtube_id(2)]
        assert page["totals"] == {"posts": 2, "creators": 1, "outliers": 0}
        creators = await ask(social, alice, CREATORS)
        assert [(c["creator_key"], c["posts"]) for c in creators["items"]] == [
            ("ada", 2)
        ]
        assert ids_of(await ask(social, alice, q="Video 3")) == []

    async def test_post_held_twice_is_shown_once_as_own(
        self, social: Social, alice: Identity
    ) -> None:
        await social.keep([build_post(1, title="Public")], keeper=alice)
        await social.keep([build_post(1, title="Mine")], keeper=alice, owner=alice)
        page = await ask(social, alice)
        [post] = page["items"]
        assert (post["title"], post["is_own"], post["via"]) == ("Mine", True, "import")
        assert page["totals"]["posts"] == 1

    async def test_empty_library_is_an_empty_list(
        self, social: Social, alice: Identity
    ) -> None:
        assert await ask(social, alice) == {
            "items": [],
            "next_cursor": None,
            "totals": {"posts": 0, "creators": 0, "outliers": 0},
        }
        assert (await ask(social, alice, CREATORS))["items"] == []


class TestWhatIsShown:
    async def test_post_comes_with_its_figures_media_and_beginning_of_its_text(
        self, social: Social, alice: Identity
    ) -> None:
        medium = CollectedMedia("image", "https://cdn.example/1.jpg", 640, 360)
        post = build_post(1, content="ü" * 5_000, media=(medium,), transcript="Hello.")
        await social.keep([post], keeper=alice, owner=alice)
        [shown] = (await ask(social, alice))["items"]
        assert shown["content"] == "ü" * 2_000
        assert shown["metrics"]["views"] == 1_001
        assert [m["width"] for m in shown["media"]] == [640]
        assert shown["added_at"].endswith("Z")
        assert "transcript" not in shown

    async def test_standing_is_pending_until_it_is_computed(
        self, social: Social, alice: Identity
    ) -> None:
        posts = [build_post(n, views=99) for n in range(2, 9)]
        posts += [build_post(9, views=199), build_post(1, views=399)]
        await social.keep(posts, keeper=alice, owner=alice)
        [before, *_] = (await ask(social, alice))["items"]
        assert before["standing"]["state"] == "pending"
        assert before["standing"]["multiple"] is None
        await social.run_worker()
        await order(social, alice, "ada")
        await wait_until_done(social)
        page = await ask(social, alice)
        standing = page["items"][0]["standing"]
        assert standing.pop("computed_at").endswith("Z")
        assert standing == {
            "state": "ready",
            "basis": "views",
            "value": 399,
            "usual": 99.0,
            "multiple": 4.0,
            "band": "outlier",
            "sample_size": 8,
            "needed": 8,
            "others": [*[1.0] * 7, 2.0],
        }
        assert page["totals"] == {"posts": 9, "creators": 1, "outliers": 1}

    async def test_why_there_is_no_multiple_is_told(
        self, social: Social, alice: Identity
    ) -> None:
        posts = [
            build_post(1),
            build_post(2, published_at=None),
            build_post(
                3,
                metrics=build_post(3).metrics.model_copy(
                    update={"views": None, "likes": None}
                ),
            ),
        ]
        await social.keep(posts, keeper=alice, owner=alice)
        await social.run_worker()
        await order(social, alice, "ada")
        await wait_until_done(social)
        items = (await ask(social, alice, band="none"))["items"]
        states = {p["platform_post_id"]: p["standing"]["state"] for p in items}
        assert states == {
            youtube_id(1): "no_baseline",
            youtube_id(2): "no_published_time",
            youtube_id(3): "no_metrics",
        }


class TestFilters:
    @pytest.fixture
    async def library(self, social: Social, alice: Identity) -> Social:
        """Nine videos of Ada, one of them a hit, and a short; a reel of Eve."""
        hit = build_post(1, views=999, title="The HIT of 100% wood")
        usual = [build_post(n, views=99) for n in range(2, 10)]
        other = build_post(10, kind="short", content="Straße_x with \\ and %")
        reel = build_post(
            11,
            platform="instagram",
            platform_post_id="CReel11",
            url="https://www.instagram.com/p/CReel11/",
            kind="reel",
            creator_key="eve",
            creator_name="Eve Émile",
            published_at=NOON,
        )
        await social.keep([hit, *usual, other, reel], keeper=alice, owner=alice)
        await social.run_worker()
        await order(social, alice, "ada")
        await wait_until_done(social)
        return social

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({"platform": "instagram"}, [11]),
            ({"platform": ["instagram", "youtube"], "format": "short"}, [10]),
            ({"platform": "Instagram"}, [11]),
            ({"creator": "instagram:eve"}, [11]),
            ({"creator": "youtube:eve"}, []),
            ({"format": "reel"}, [11]),
            ({"band": "extreme"}, [1]),
            ({"band": ["extreme", "none"]}, [1, 10, 11]),
            ({"band": "none"}, [10, 11]),
            ({"from": "2026-11-20"}, [11]),
            (
                {"from": "2026-10-31", "to": "2026-10-31", "format": "video"},
                range(1, 10),
            ),
            ({"to": "2026-10-30"}, []),
            ({"q": "hit"}, [1]),
            ({"q": "100%"}, [1]),
            ({"q": "0%0"}, []),
            ({"q": "e_x"}, [10]),
            ({"q": "\\"}, [10]),
            ({"q": "STRASSE"}, []),
            ({"q": "straßE"}, [10]),
            ({"q": "émile"}, [11]),
            ({"q": "wood hit"}, [1]),
            ({"q": "wood eve"}, []),
            ({"q": "   "}, range(1, 12)),
        ],
    )
    async def test_only_what_fits_is_listed_and_counted(
        self, library: Social, alice: Identity, query: dict[str, Any], expected: Any
    ) -> None:
        page = await ask(library, alice, **query)
        numbers = {youtube_id(n): n for n in range(1, 11)} | {"CReel11": 11}
        assert sorted(numbers[i] for i in ids_of(page)) == list(expected)
        assert page["totals"]["posts"] == len(list(expected))

    async def test_accounts_come_with_their_numbers_the_largest_first(
        self, library: Social, alice: Identity
    ) -> None:
        first = await ask(library, alice, CREATORS, limit=1)
        assert first["items"] == [
            {
                "platform": "youtube",
                "creator_key": "ada",
                "creator_name": "Ada",
                "posts": 10,
                "outliers": 1,
                "followed_id": None,
            }
        ]
        second = await ask(
            library, alice, CREATORS, limit=1, cursor=first["next_cursor"]
        )
        assert [c["creator_name"] for c in second["items"]] == ["Eve Émile"]
        assert second["next_cursor"] is None


def _published(post: Any) -> Any:
    return post["published_at"]


def _multiple(post: Any) -> Any:
    return post["standing"]["multiple"]


def _views(post: Any) -> Any:
    return post["metrics"]["views"]


class TestPages:
    @pytest.mark.parametrize(
        ("sort", "key", "is_down"),
        [
            ("newest", _published, True),
            ("oldest", _published, False),
            ("multiple", _multiple, True),
            ("multiple_low", _multiple, False),
            ("views", _views, True),
        ],
    )
    async def test_pages_together_are_the_whole_in_order(
        self,
        social: Social,
        alice: Identity,
        sort: str,
        key: Callable[[Any], Any],
        is_down: bool,
    ) -> None:
        chance = random.Random(sort)
        posts = [
            build_post(
                n,
                published_at=(
                    NOON - timedelta(days=chance.randrange(20)) if n % 7 else None
                ),
                views=chance.randrange(5) * 1_000,
            )
            if n % 5
            else build_post(
                n, metrics=build_post(n).metrics.model_copy(update={"views": None})
            )
            for n in range(1, 48)
        ]
        await social.keep(posts[:40], keeper=alice, owner=alice)
        await social.keep(posts[40:], keeper=alice)
        await social.run_worker()
        await order(social, alice, "ada")
        await wait_until_done(social)
        found = await read_all(social, alice, sort=sort, limit=5)
        assert len({post["id"] for post in found}) == 47
        known = [post for post in found if key(post) is not None]
        assert 0 < len(known) < 47
        assert found[: len(known)] == known
        ordered = sorted(
            known, key=lambda post: (key(post), post["id"]), reverse=is_down
        )
        assert [post["id"] for post in known] == [post["id"] for post in ordered]

    async def test_post_added_meanwhile_moves_no_page(
        self, social: Social, alice: Identity
    ) -> None:
        posts = [build_post(n) for n in range(2, 7)]
        await social.keep(posts, keeper=alice, owner=alice)
        first = await ask(social, alice, limit=2)
        await social.keep([build_post(1)], keeper=alice, owner=alice)
        second = await ask(social, alice, limit=2, cursor=first["next_cursor"])
        assert ids_of(first) + ids_of(second) == [youtube_id(n) for n in (2, 3, 4, 5)]

    async def test_cursor_of_another_list_is_refused(
        self, social: Social, alice: Identity
    ) -> None:
        posts = [build_post(n) for n in range(1, 4)]
        await social.keep(posts, keeper=alice, owner=alice)
        cursor = (await ask(social, alice, limit=1))["next_cursor"]
        assert ids_of(await ask(social, alice, limit=2, cursor=cursor))
        for other in ({"sort": "oldest"}, {"sort": "views"}, {"q": "video"}):
            answer = await get(social, alice, cursor=cursor, **other)
            assert (answer.status_code, answer.json()["code"]) == (
                422,
                "CursorNotValid",
            )


async def get(social: Social, owner: Identity, **query: Any) -> httpx2.Response:
    async with social.client(owner) as client:
        return await client.get(POSTS, params=query)


class TestBadParameters:
    @pytest.mark.parametrize(
        "query",
        [
            {"sort": "best"},
            {"limit": "0"},
            {"limit": "101"},
            {"limit": "many"},
            {"platform": "myspace"},
            {"platform": ["youtube", ""]},
            {"creator": "ada"},
            {"creator": ":ada"},
            {"creator": "youtube:"},
            {"band": "huge"},
            {"from": "yesterday"},
            {"from": "2026-02-30"},
            {"to": "9999-12-31"},
            {"from": "2026-02-02", "to": "2026-02-01"},
            {"format": ""},
            {"q": "x" * 201},
            {"q": "a\x00b"},
            {"creator": "youtube:a\x00b"},
            {"unknown": "1"},
            {"cursor": "x"},
            {"cursor": "e30"},
            {"cursor": "é"},
            {"cursor": "x" * 201},
        ],
    )
    async def test_is_refused_by_name(
        self, social: Social, alice: Identity, query: dict[str, Any]
    ) -> None:
        answer = await get(social, alice, **query)
        assert answer.status_code == 422, answer.text
        assert answer.json()["fields"], answer.text

    @pytest.mark.parametrize(
        "query", [{"limit": "0"}, {"cursor": "x"}, {"cursor": "WzEsImEiXQ"}]
    )
    async def test_of_the_accounts_is_refused_too(
        self, social: Social, alice: Identity, query: dict[str, str]
    ) -> None:
        async with social.client(alice) as client:
            assert (await client.get(CREATORS, params=query)).status_code == 422

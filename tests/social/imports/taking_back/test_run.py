"""Imports that are taken back, as if they had never been."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest

from libs.common.identity import Identity
from tests.factories.social import youtube_id
from tests.fixtures.sampling import sampled
from tests.social.running import Social

PATH = "/api/v1/social/imports"
MAPPING: dict[str, Any] = {
    "platform": {"value": "youtube"},
    "creator": "who",
    "id": "id",
    "title": "title",
    "time": "time",
    "views": "views",
    "likes": "likes",
}
HEADER = "who,id,title,time,views,likes,at\n"


def build_row(number: int, views: object, likes: object = "", title: str = "") -> str:
    at = f"2026-01-0{number % 9 + 1}T00:00:00Z"
    return f"Ada,{youtube_id(number)},{title},{at},{views},{likes},\n"


@pytest.fixture
async def importing(social: Social) -> Social:
    """Social with a worker."""
    await social.run_worker()
    return social


async def take_back(social: Social, owner: Identity, import_id: str) -> None:
    """Takes an import back, and waits until it is gone."""
    async with social.client(owner) as client, asyncio.timeout(30):
        answer = await client.delete(f"{PATH}/{import_id}")
        assert (answer.status_code, answer.json()["status"]) == (202, "REMOVING")
        while (await client.get(f"{PATH}/{import_id}")).status_code != 404:
            await asyncio.sleep(0.02)


async def look_at(social: Social, owner: Identity) -> tuple[list[Any], list[Any]]:
    """The owner's posts and snapshots, without what no two imports have alike."""
    posts = await social.ask(
        "SELECT platform_post_id, title, published_at, metrics, metrics_as_of, format, "
        "engagement_score, creator_name FROM posts "
        f"WHERE owner_id = '{owner.owner_id}' ORDER BY 1"
    )
    snapshots = await social.ask(
        "SELECT p.platform_post_id, s.as_of, s.metrics FROM post_metric_snapshots s "
        f"JOIN posts p ON p.id = s.post_id WHERE p.owner_id = '{owner.owner_id}' "
        "ORDER BY 1, 2"
    )
    return [tuple(row) for row in posts], [tuple(row) for row in snapshots]


class TestWhoMay:
    async def test_import_of_another_is_not_found(
        self, importing: Social, alice: Identity, bob: Identity
    ) -> None:
        done = await importing.import_file(alice, HEADER + build_row(1, 5), MAPPING)
        async with importing.client(bob) as client:
            answer = await client.delete(f"{PATH}/{done['id']}")
        assert (answer.status_code, answer.json()["code"]) == (404, "ImportNotFound")

    async def test_import_that_runs_is_refused(
        self, social: Social, alice: Identity
    ) -> None:
        answer = await social.upload(alice, HEADER + build_row(1, 5), MAPPING)
        async with social.client(alice) as client:
            refused = await client.delete(f"{PATH}/{answer.json()['id']}")
        assert (refused.status_code, refused.json()["code"]) == (
            409,
            "ImportStillRuns",
        )


class TestTakeBack:
    async def test_posts_that_it_alone_brought_go(
        self, importing: Social, alice: Identity, bob: Identity
    ) -> None:
        content = HEADER + build_row(1, 5) + build_row(2, 6) + "Ada,bad,,,,,\n"
        mine = await importing.import_file(alice, content, MAPPING)
        await importing.import_file(bob, content, MAPPING)
        await take_back(importing, alice, mine["id"])
        assert await look_at(importing, alice) == ([], [])
        assert len((await look_at(importing, bob))[0]) == 2
        left = await importing.ask("SELECT owner_id FROM post_access")
        assert {row.owner_id for row in left} == {bob.owner_id}

    async def test_first_of_two_that_overlap_leaves_the_second(
        self, importing: Social, alice: Identity
    ) -> None:
        first = await importing.import_file(
            alice, HEADER + build_row(1, 5) + build_row(2, 6), MAPPING
        )
        importing.clock.advance(timedelta(days=1))
        second = await importing.import_file(
            alice, HEADER + build_row(2, 6) + build_row(3, 7), MAPPING
        )
        assert second["totals"]["duplicate"] == 1
        await take_back(importing, alice, first["id"])
        posts, snapshots = await look_at(importing, alice)
        assert [post[0] for post in posts] == sorted([youtube_id(2), youtube_id(3)])
        # Equal figures were told on the second day too: now that is when.
        moments = {at.day for _, at, _ in snapshots}
        assert moments == {importing.clock.now().day}

    async def test_second_of_two_that_overlap_leaves_the_first(
        self, importing: Social, alice: Identity
    ) -> None:
        await importing.import_file(
            alice, HEADER + build_row(1, 5, 1, "Old") + build_row(2, 6), MAPPING
        )
        before = await look_at(importing, alice)
        importing.clock.advance(timedelta(days=1))
        second = await importing.import_file(
            alice, HEADER + build_row(1, 50, "", "New") + build_row(3, 7), MAPPING
        )
        assert second["totals"]["updated"] == 1
        await take_back(importing, alice, second["id"])
        assert await look_at(importing, alice) == before

    async def test_text_changed_twice_becomes_the_oldest_again(
        self, importing: Social, alice: Identity
    ) -> None:
        imports = []
        for title in ("First", "Second", "Third"):
            content = HEADER + build_row(1, 5, 1, title)
            imports.append(await importing.import_file(alice, content, MAPPING))
            importing.clock.advance(timedelta(days=1))
        titles = []
        for place in (1, 2):
            await take_back(importing, alice, imports[place]["id"])
            titles.append((await look_at(importing, alice))[0][0][1])
        assert titles == ["Third", "First"]

    async def test_text_that_nobody_else_tells_goes(
        self, importing: Social, alice: Identity
    ) -> None:
        first = await importing.import_file(
            alice, HEADER + build_row(1, 5, 1, "Title"), MAPPING
        )
        bare = {name: MAPPING[name] for name in ("platform", "creator", "id", "views")}
        await importing.import_file(alice, HEADER + build_row(1, 5), bare)
        await take_back(importing, alice, first["id"])
        [[_, title, published_at, metrics, *_]] = (await look_at(importing, alice))[0]
        assert (title, published_at, metrics) == (None, None, {"views": 5})

    async def test_is_done_once_and_twice_is_no_mistake(
        self, social: Social, alice: Identity
    ) -> None:
        answer = await social.upload(alice, HEADER + build_row(1, 5), MAPPING)
        await social.change("UPDATE imports SET status = 'COMPLETED'")
        async with social.client(alice) as client:
            path = f"{PATH}/{answer.json()['id']}"
            codes = [(await client.delete(path)).status_code for _ in range(2)]
        assert codes == [202, 202]
        messages = await social.ask(
            "SELECT 1 FROM outbox WHERE envelope::text LIKE '%imports.remove_import%'"
        )
        assert len(messages) == 1

    @pytest.mark.parametrize("seed", sampled(range(6), 2))
    async def test_what_is_left_is_as_if_it_had_never_been(
        self, importing: Social, alice: Identity, bob: Identity, seed: int
    ) -> None:
        chance = random.Random(seed)
        files = [_build_file(chance) for _ in range(3)]
        gone = chance.randrange(3)
        imports = []
        for place, (content, mapping) in enumerate(files):
            imports.append(await importing.import_file(alice, content, mapping))
            if place != gone:
                await importing.import_file(bob, content, mapping)
            importing.clock.advance(timedelta(days=1))
        await take_back(importing, alice, imports[gone]["id"])
        assert await look_at(importing, alice) == await look_at(importing, bob)


def _build_file(chance: random.Random) -> tuple[str, dict[str, Any]]:
    """Some of five posts, with figures that differ and some that are not told."""
    lines = []
    for number in chance.sample(range(5), 4):
        views, likes = chance.choice(["", 1, 2, 3]), chance.choice(["", 1, 2])
        at = f"2026-0{chance.randint(1, 9)}-01T00:00:00Z"
        row = build_row(number, views, likes, f"Title {number}").rstrip("\n")
        lines.append(f"{row}{at}\n")
    mapping = {**MAPPING, "as_of": "at"} if chance.random() < 0.5 else MAPPING
    return HEADER + "".join(lines), mapping

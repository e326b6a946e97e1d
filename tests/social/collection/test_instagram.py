"""Posts of Instagram, collected by the handler from an emulated Bright Data."""

from collections.abc import AsyncIterator

import pytest

from libs.common.identity import Identity
from libs.common.ids import new_id
from tests.emulators.brightdata import BrightData, serve_brightdata
from tests.emulators.brightdata_rows import build_code
from tests.social.conftest import StartSocial
from tests.social.running import Social

CODES = [build_code(number) for number in range(6)]
URLS = [f"https://www.instagram.com/p/{code}/" for code in CODES]


@pytest.fixture
async def brightdata() -> AsyncIterator[BrightData]:
    """The emulated vendor, under a key of this test's own."""
    async with serve_brightdata() as served:
        served.key = f"key-{new_id().hex}"
        yield served


@pytest.fixture
async def instagram(start_social: StartSocial, brightdata: BrightData) -> Social:
    """Social that collects from it."""
    started: Social = await start_social(
        brightdata_api_key=brightdata.key,
        brightdata_base_url=brightdata.url,
        brightdata_first_poll_seconds=0.02,
        brightdata_poll_seconds=0.02,
        brightdata_patience_seconds=1,
        url_guard_allowed_hosts=(brightdata.host_and_port,),
    )
    await started.run_worker()
    return started


class TestCollectPosts:
    async def test_each_post_has_its_own_reason(
        self, instagram: Social, brightdata: BrightData, alice: Identity
    ) -> None:
        brightdata.errors[CODES[1]] = "dead_page"
        brightdata.errors[CODES[2]] = "dead_page"
        brightdata.texts[CODES[2]] = "This account is private"
        brightdata.errors[CODES[3]] = "parse_error"
        brightdata.silent.add(CODES[4])
        request_id = new_id()
        urls = [*URLS, f"https://www.instagram.com/reel/{build_code(7)}/"]
        answer = await instagram.collect(alice, urls, request_id=request_id)
        assert [post.reason for post in answer.posts] == [
            None,
            "not_found",
            "private",
            "malformed",
            "malformed",
            None,
            None,
        ]
        assert all(post.message for post in answer.posts if post.reason)
        assert {p.source for p in answer.posts if not p.reason} == {"brightdata"}
        assert answer.cost_micro_usd == 3 * 1500 == brightdata.paid_rows * 1500
        async with instagram.client(alice) as client:
            path = f"/api/v1/social/posts/analysis/{request_id}"
            items = (await client.get(path)).json()["items"]
        assert {item["origin"] for item in items} == {"brightdata"}
        assert sorted(item["format"] for item in items) == [
            "carousel",
            "carousel",
            "reel",
        ]
        # What was paid for is stored, so nothing more is waited for.
        assert await instagram.ask("SELECT * FROM vendor_jobs") == []

    async def test_held_post_is_not_paid_for_again(
        self,
        instagram: Social,
        brightdata: BrightData,
        alice: Identity,
        bob: Identity,
    ) -> None:
        for person in (alice, bob):
            await instagram.collect(person, URLS[:2])
        assert brightdata.paid_rows == 2

    async def test_next_try_takes_up_the_job_that_took_too_long(
        self, instagram: Social, brightdata: BrightData, alice: Identity
    ) -> None:
        brightdata.states = ["running"] * 1000
        [late] = (await instagram.collect(alice, URLS[:1])).posts
        assert late.reason == "timeout"
        [snapshot] = brightdata.snapshots.values()
        snapshot.states.clear()
        [found] = (await instagram.collect(alice, URLS[:1])).posts
        assert (found.reason, len(brightdata.jobs)) == (None, 1)

    async def test_wrong_key_is_named_to_whoever_asked(
        self, instagram: Social, brightdata: BrightData, alice: Identity
    ) -> None:
        brightdata.key = "another"
        [answer] = (await instagram.collect(alice, URLS[:1])).posts
        assert answer.reason == "auth"
        assert "BRIGHTDATA_API_KEY" in (answer.message or "")

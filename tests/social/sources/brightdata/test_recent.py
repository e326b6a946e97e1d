"""A creator's newest posts, at the lowest price."""

from typing import Any

import pytest

from services.social.sources.brightdata.source import BrightDataSource
from services.social.sources.source import CreatorTarget
from tests.emulators.brightdata import BrightData
from tests.emulators.brightdata_pages import POSTS, PROFILES, REELS
from tests.emulators.brightdata_rows import build_code

CODES = [build_code(100 + number) for number in range(20)]
NASA = CreatorTarget("instagram", "nasa")


@pytest.fixture
def posting(brightdata: BrightData) -> BrightData:
    """NASA has twenty posts."""
    brightdata.recent["nasa"] = CODES
    return brightdata


class TestListRecent:
    async def test_profile_is_one_row_for_a_dozen_posts(
        self, source: BrightDataSource, posting: BrightData
    ) -> None:
        outcome = await source.list_recent(NASA, 30)
        assert set(outcome.posts) == set(CODES[:12])
        assert [dataset for dataset, _ in posting.jobs] == [PROFILES]
        assert outcome.cost_micro_usd == 1500
        post = outcome.posts[CODES[0]]
        assert (post.creator_key, post.kind, post.is_whole) == (
            "nasa",
            "carousel",
            False,
        )
        assert post.published_at
        assert post.metrics.likes
        assert post.metrics.followers == 97_000_000
        times = [p.published_at for p in outcome.posts.values() if p.published_at]
        assert times == sorted(times, reverse=True)

    async def test_never_more_than_asked_for(
        self, source: BrightDataSource, posting: BrightData
    ) -> None:
        assert len((await source.list_recent(NASA, 3)).posts) == 3

    async def test_profile_without_posts_is_listed_row_by_row(
        self, source: BrightDataSource, posting: BrightData
    ) -> None:
        posting.hides_profile_posts = True
        outcome = await source.list_recent(NASA, 15)
        assert set(outcome.posts) == set(CODES[:15])
        assert [dataset for dataset, _ in posting.jobs] == [PROFILES, POSTS]
        assert posting.queries[-1]["discover_by"] == "url"
        assert outcome.cost_micro_usd == 16 * 1500

    async def test_reels_are_listed_with_their_views(
        self, source: BrightDataSource, posting: BrightData
    ) -> None:
        posting.recent_reels["nasa"] = CODES
        creator = CreatorTarget("instagram", "nasa", kind="reel")
        outcome = await source.list_recent(creator, 10)
        assert [dataset for dataset, _ in posting.jobs] == [REELS]
        assert {post.kind for post in outcome.posts.values()} == {"reel"}
        assert all(post.metrics.views for post in outcome.posts.values())

    async def test_posts_of_others_are_left_out(
        self, source: BrightDataSource, posting: BrightData
    ) -> None:
        posting.hides_profile_posts = True
        posting.owners[CODES[0]] = "esa"
        outcome = await source.list_recent(NASA, 10)
        assert set(outcome.posts) == set(CODES[1:10])

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"private": {"nasa"}}, "private"),
            ({"errors": {"nasa": "dead_page"}}, "not_found"),
        ],
    )
    async def test_account_that_shows_nothing_costs_no_second_job(
        self,
        source: BrightDataSource,
        brightdata: BrightData,
        change: dict[str, Any],
        reason: str,
    ) -> None:
        brightdata.__dict__.update(change)
        outcome = await source.list_recent(NASA, 10)
        assert outcome.failures["nasa"].reason == reason
        assert len(brightdata.jobs) == 1

    async def test_account_without_posts_is_no_failure(
        self, source: BrightDataSource, brightdata: BrightData
    ) -> None:
        outcome = await source.list_recent(NASA, 10)
        assert (outcome.posts, outcome.failures) == ({}, {})

    @pytest.mark.parametrize("row", [5, {}, {"posts": 7}, {"account": "else"}])
    async def test_profile_that_says_nothing_harms_nothing(
        self, source: BrightDataSource, posting: BrightData, row: Any
    ) -> None:
        posting.replies["nasa"] = row
        outcome = await source.list_recent(NASA, 10)
        assert outcome.failures["nasa"].reason == "malformed"

    async def test_listing_goes_on_after_a_kill(
        self, source: BrightDataSource, posting: BrightData
    ) -> None:
        await source.list_recent(NASA, 10)
        again = await source.list_recent(NASA, 10)
        assert len(again.posts) == 10
        assert posting.asked_about("nasa") == 1

    async def test_failure_of_the_vendor_is_told(
        self, source: BrightDataSource, posting: BrightData
    ) -> None:
        posting.faults.append(402)
        outcome = await source.list_recent(NASA, 10)
        assert outcome.failures["nasa"].reason == "no_credit"


class TestAcceptsCreator:
    @pytest.mark.parametrize(
        ("creator", "is_accepted"),
        [
            (NASA, True),
            (CreatorTarget("instagram", handle="Na.Sa_1"), True),
            (CreatorTarget("instagram", url="https://www.instagram.com/nasa/"), True),
            (CreatorTarget("instagram", "demo-tarnfield"), False),
            (
                CreatorTarget("instagram", url="https://www.instagram.com/p/DABC/"),
                False,
            ),
            (CreatorTarget("instagram", "../../etc"), False),
        ],
    )
    def test_account_needs_a_name_of_instagram(
        self, source: BrightDataSource, creator: CreatorTarget, is_accepted: bool
    ) -> None:
        assert source.accepts_creator(creator) is is_accepted

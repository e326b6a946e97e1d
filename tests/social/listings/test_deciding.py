"""When a creator's newest posts are asked for."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from libs.common.ids import new_id
from libs.common.standing.nearest import WINDOW
from services.social.listings.deciding import (
    Listed,
    Listing,
    build_key,
    build_limits,
    can_reach,
    describe,
    is_due,
    is_enough,
)
from services.social.posts.freshness import build_freshness
from services.social.settings import Settings
from tests.factories.social import NOON

SETTINGS = Settings(environment="test")
LIMITS = build_limits(SETTINGS)
FRESHNESS = build_freshness(SETTINGS)

spans = st.timedeltas(timedelta(0), timedelta(days=1000))
listings = st.builds(
    lambda ago, posts, reach, reason, asked: Listing(
        NOON - ago, posts, NOON - reach, reason, asked=asked
    ),
    spans,
    st.integers(0, 60),
    spans,
    st.none() | st.just("timeout"),
    st.integers(1, 100),
)


@dataclass(frozen=True)
class Seen:
    """A public post, by its age and how long ago it was seen."""

    age: timedelta
    seen: timedelta
    owner_id: object = None
    is_invented: bool = False

    @property
    def published_at(self) -> datetime:
        return NOON - self.age

    @property
    def fetched_at(self) -> datetime:
        return NOON - self.seen


class TestIsDue:
    def test_never_listed_is_due(self) -> None:
        assert is_due(None, NOON, LIMITS)

    @given(listings, spans)
    def test_one_time_lies_between_two_listings(
        self, listing: Listing, waited: timedelta
    ) -> None:
        span = LIMITS.pause if listing.reason else LIMITS.lasts
        at = listing.listed_at + waited
        if listing.reason or listing.tells(LIMITS.posts):
            assert is_due(listing, at, LIMITS) == (waited >= span)
        else:
            assert is_due(listing, at, LIMITS)


class TestTells:
    @given(listings, st.integers(1, 100))
    def test_as_many_were_asked_for_or_there_were_no_more(
        self, listing: Listing, most: int
    ) -> None:
        had_no_more = listing.posts < listing.asked
        assert listing.tells(most) == (listing.asked >= most or had_no_more)


class TestDescribe:
    @given(
        st.lists(
            st.builds(
                lambda age: Listed("custom", new_id(), age and NOON - age),
                st.none() | spans,
            ),
            max_size=9,
        )
    )
    def test_newest_come_first_and_the_oldest_says_how_far_it_reaches(
        self, stored: list[Listed]
    ) -> None:
        listing = describe(stored, NOON, asked=9, came=9)
        times = {post.post_id: post.published_at for post in stored}
        assert sorted(listing.post_ids) == sorted(times)
        known = [at for each in listing.post_ids if (at := times[each])]
        assert known == sorted(known, reverse=True)
        assert listing.reaches_back_to == min(known, default=None)
        assert listing.is_cut_off


class TestCanReach:
    @given(listings, spans)
    def test_posts_beyond_a_full_listing_are_out_of_reach(
        self, listing: Listing, age: timedelta
    ) -> None:
        published_at = NOON - age
        assert listing.reaches_back_to
        is_near = published_at >= listing.reaches_back_to - WINDOW
        was_all = listing.posts < listing.asked
        assert can_reach(listing, published_at) == (is_near or was_all)

    def test_unknown_reach_is_tried(self) -> None:
        assert can_reach(None, NOON - timedelta(days=4000))
        assert can_reach(Listing(NOON, 50), NOON - timedelta(days=4000))


class TestIsEnough:
    @given(
        st.lists(
            st.builds(Seen, spans.map(lambda age: age + timedelta(days=1000)), spans),
            max_size=30,
        )
    )
    def test_posts_with_fresh_figures_are_counted(self, nearest: list[Seen]) -> None:
        fresh = [other for other in nearest if FRESHNESS.covers(other, NOON)]
        enough = is_enough(nearest, NOON, FRESHNESS, LIMITS)
        assert enough == (len(fresh) >= LIMITS.enough)
        # What is refreshed is never asked for sooner.
        again = [replace(other, seen=timedelta(0)) for other in nearest]
        assert is_enough(again, NOON, FRESHNESS, LIMITS) or not enough

    def test_own_imports_count_whatever_their_age(self) -> None:
        own = Seen(timedelta(days=300), timedelta(days=300), owner_id="somebody")
        assert is_enough([own] * LIMITS.enough, NOON, FRESHNESS, LIMITS)


class TestBuildKey:
    def test_only_short_videos_are_listed_apart(self) -> None:
        def kind(platform: str, post_format: str) -> str:
            return build_key(platform, "ada", post_format).kind

        assert kind("instagram", "reel") == kind("instagram", "video") == "short"
        assert kind("instagram", "carousel") == kind("instagram", "post") == ""
        assert kind("youtube", "short") == "short"
        assert kind("youtube", "video") == kind("youtube", "live") == ""
        assert kind("x", "post") == ""

"""How an endpoint's record decides how it is treated."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.auth.webhook_endpoints.standing import (
    FAILING_AFTER,
    HOPELESS_AFTER,
    LONGEST_REST,
    QUICK_PLACES,
    REST_AFTER,
    SILENCE,
    SLOW_PLACES,
    Standing,
)

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def fail(standing: Standing, times: int, every: timedelta = HOUR) -> Standing:
    """So many failures, the first right after the last one, or now."""
    at = (standing.last_failure_at or NOW - every) + every
    for number in range(times):
        standing = standing.after_failure(at + number * every, 100)
    return standing


class TestPlaces:
    def test_new_endpoint_has_one_until_it_has_shown_how_quick_it_is(self) -> None:
        assert Standing().places == SLOW_PLACES
        assert Standing().after_success(NOW, 100).places == QUICK_PLACES
        assert Standing().after_success(NOW, 9_000).places == SLOW_PLACES

    def test_slow_endpoint_earns_places_by_becoming_quick(self) -> None:
        standing = Standing().after_success(NOW, 10_000)
        for _ in range(10):
            standing = standing.after_success(NOW, 50)
        assert standing.places == QUICK_PLACES

    def test_one_failure_takes_them_away(self) -> None:
        quick = Standing().after_success(NOW, 100)
        assert quick.after_failure(NOW, 100).places == SLOW_PLACES


class TestRest:
    def test_endpoint_rests_longer_and_longer_after_five_failures(self) -> None:
        standing, rests = Standing(), []
        for number in range(REST_AFTER + 5):
            at = NOW + number * HOUR
            standing = standing.after_failure(at, 100)
            rests.append(standing.rest_until and standing.rest_until - at)
        assert rests[: REST_AFTER - 1] == [None] * (REST_AFTER - 1)
        seconds = [rest.total_seconds() for rest in rests[REST_AFTER - 1 :] if rest]
        assert seconds == [30, 60, 120, 240, 300, 300]

    def test_receivers_own_wish_counts_if_it_is_longer(self) -> None:
        standing = Standing().after_failure(NOW, 100, 3 * HOUR)
        assert standing.rest_until == NOW + 3 * HOUR
        # What fails beside it does not shorten it.
        again = standing.after_failure(NOW + HOUR, 100, timedelta(minutes=1))
        assert again.rest_until == NOW + 3 * HOUR

    def test_success_ends_the_rest(self) -> None:
        standing = fail(Standing(), 8).after_success(NOW, 100)
        assert (standing.rest_until, standing.consecutive_failures) == (None, 0)


class TestHopeless:
    def test_five_days_without_success_are_enough(self) -> None:
        standing = fail(Standing(), FAILING_AFTER)
        since = standing.failing_since
        assert since
        assert since == standing.last_failure_at
        for number in range(1, 5):
            standing = standing.after_failure(since + number * 24 * HOUR, 100)
            assert not standing.is_hopeless(since + number * 24 * HOUR)
        end = since + HOPELESS_AFTER
        assert standing.after_failure(end, 100).is_hopeless(end)

    def test_success_in_between_begins_anew(self) -> None:
        standing = fail(Standing(), 30, 3 * HOUR)
        standing = standing.after_success(NOW, 100)
        assert standing.failing_since is None
        assert not fail(standing, 30, 3 * HOUR).is_hopeless(NOW + 8 * 24 * HOUR)

    def test_failure_after_a_long_silence_begins_anew(self) -> None:
        standing = fail(Standing(), 10)
        assert standing.last_failure_at
        later = standing.last_failure_at + timedelta(days=6)
        standing = standing.after_failure(later, 100)
        assert not standing.is_hopeless(later)
        assert standing.consecutive_failures == 1

    @given(
        st.lists(
            st.tuples(
                st.booleans(),
                st.timedeltas(timedelta(0), timedelta(days=3)),
                st.integers(0, 15_000),
            ),
            max_size=60,
        )
    )
    def test_whatever_happens_it_is_hopeless_only_after_days_of_nothing_but_failures(
        self, steps: list[tuple[bool, timedelta, int]]
    ) -> None:
        standing, now = Standing(), NOW
        streak: list[datetime] = []  # of failures, without silence or success between
        for succeeds, wait, duration_ms in steps:
            now += wait
            if succeeds:
                standing, streak = standing.after_success(now, duration_ms), []
            else:
                standing = standing.after_failure(now, duration_ms)
                if streak and now - streak[-1] > SILENCE:
                    streak = []
                streak.append(now)
            assert standing.consecutive_failures == len(streak)
            if standing.is_hopeless(now):
                assert len(streak) > FAILING_AFTER
                assert now - streak[0] >= HOPELESS_AFTER
            assert standing.places in {SLOW_PLACES, QUICK_PLACES}
            if standing.rest_until:
                assert standing.rest_until <= now + LONGEST_REST

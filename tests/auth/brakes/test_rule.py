"""How long to wait after how many failures."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.auth.brakes.rule import BrakeRule, Standing, take_back

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
)
RULE = BrakeRule(
    free=5, first_wait=SECOND, longest_wait=15 * MINUTE, forgets_one_after=HOUR
)
FRESH = Standing(0, START, START)

RULES = st.builds(
    BrakeRule,
    free=st.integers(1, 20),
    first_wait=st.timedeltas(SECOND, MINUTE),
    longest_wait=st.timedeltas(MINUTE, HOUR),
    forgets_one_after=st.timedeltas(MINUTE, 3 * HOUR),
)
PAUSES = st.lists(st.timedeltas(timedelta(0), 2 * HOUR), max_size=60)


class TestWaitAfter:
    @pytest.mark.parametrize(
        ("failures", "seconds"),
        [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (14, 512), (15, 900), (9999, 900)],
    )
    def test_five_are_free_then_it_doubles(self, failures: int, seconds: int) -> None:
        assert RULE.wait_after(failures) == timedelta(seconds=seconds)

    @given(RULES, st.integers(0, 10**6))
    def test_wait_grows_and_is_bounded(self, rule: BrakeRule, failures: int) -> None:
        wait = rule.wait_after(failures)
        assert timedelta(0) <= wait <= rule.longest_wait
        assert rule.wait_after(failures + 1) >= wait
        assert (wait == timedelta(0)) == (failures < rule.free)


class TestCount:
    @given(RULES, PAUSES)
    def test_waits_hold_in_any_history(
        self, rule: BrakeRule, pauses: list[timedelta]
    ) -> None:
        standing, now = FRESH, START
        for pause in pauses:
            now += pause
            left = rule.left(standing, now)
            assert timedelta(0) <= left <= rule.longest_wait
            now += left
            assert rule.left(standing, now) == timedelta(0)
            after = rule.count(standing, now)
            assert 1 <= after.failures <= standing.failures + 1
            assert rule.left(after, now) == rule.wait_after(after.failures)
            assert after.counted_at <= now
            standing = after

    @given(RULES, st.integers(1, 200))
    def test_without_a_pause_only_the_free_come_through(
        self, rule: BrakeRule, attempts: int
    ) -> None:
        standing, through = FRESH, 0
        for _ in range(attempts):
            if not rule.left(standing, START):
                standing = rule.count(standing, START)
                through += 1
        assert through == min(attempts, rule.free)

    @given(RULES, st.integers(0, 100))
    def test_all_is_forgotten_after_long_enough(
        self, rule: BrakeRule, failures: int
    ) -> None:
        standing, now = FRESH, START
        for _ in range(failures):
            now += rule.left(standing, now)
            standing = rule.count(standing, now)
        later = now + (rule.free + 40) * rule.forgets_one_after
        assert rule.count(standing, later).failures == 1

    def test_a_day_of_guessing_gives_about_a_hundred_guesses(self) -> None:
        standing, now, guesses = FRESH, START, 0
        while now < START + timedelta(days=1):
            now += RULE.left(standing, now)
            standing = RULE.count(standing, now)
            guesses += 1
        assert 90 < guesses < 125

    @given(st.timedeltas(timedelta(days=-400), timedelta(days=400)))
    def test_clock_that_jumps_locks_nobody_out(self, jump: timedelta) -> None:
        standing, now = FRESH, START
        for _ in range(20):
            now += RULE.left(standing, now)
            standing = RULE.count(standing, now)
        assert RULE.left(standing, now + jump) <= RULE.longest_wait


class TestTakeBack:
    @given(st.integers(0, 40))
    def test_alone_it_is_as_though_nobody_had_asked(self, failures: int) -> None:
        before, now = FRESH, START
        for _ in range(failures):
            now += RULE.left(before, now)
            before = RULE.count(before, now)
        now += RULE.left(before, now)
        counted = RULE.count(before, now)
        assert take_back(counted, before, counted) == before

    def test_what_came_in_between_stays_counted(self) -> None:
        counted = RULE.count(FRESH, START)
        present = RULE.count(counted, START + SECOND)
        left = take_back(counted, FRESH, present)
        assert left.failures == 1
        assert left.free_at == present.free_at

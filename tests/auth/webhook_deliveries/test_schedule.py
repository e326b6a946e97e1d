"""When a failed delivery is tried again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.auth.webhook_deliveries.schedule import (
    DELAYS,
    JITTER,
    MAX_ATTEMPTS,
    next_delay,
)

chances = st.floats(0, 1, exclude_max=True)
waits = st.timedeltas(timedelta(0), timedelta(hours=24))


def run_through(chance: float, at_least: timedelta) -> list[timedelta]:
    """The delays of a delivery of which every attempt fails."""
    delays: list[timedelta] = []
    while (delay := next_delay(len(delays) + 1, chance, at_least=at_least)) is not None:
        delays.append(delay)
    return delays


class TestNextDelay:
    def test_schedule_is_the_documented_one(self) -> None:
        minute, hour = timedelta(minutes=1), timedelta(hours=1)
        assert run_through(0, timedelta(0)) == [
            timedelta(seconds=5),
            5 * minute,
            30 * minute,
            2 * hour,
            5 * hour,
            10 * hour,
            14 * hour,
            20 * hour,
            24 * hour,
        ]
        assert MAX_ATTEMPTS == 10
        assert sum(DELAYS, timedelta(0)) > timedelta(days=3)

    @given(chances, waits)
    def test_any_delivery_ends_after_ten_attempts_in_bounded_time(
        self, chance: float, at_least: timedelta
    ) -> None:
        delays = run_through(chance, at_least)
        assert len(delays) == MAX_ATTEMPTS - 1
        assert delays == sorted(delays)
        for planned, delay in zip(DELAYS, delays, strict=True):
            assert max(planned, at_least) <= delay
            assert delay <= max(planned * (1 + JITTER), at_least)

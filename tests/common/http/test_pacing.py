"""Slower when it is complained of, and back."""

from hypothesis import given
from hypothesis import strategies as st

from libs.common.http.pacing import Pace
from libs.common.rate_limit import Quota
from tests.fixtures.clock import ManualTime

STEPS = (Quota("ten", 10, 1), Quota("three", 3, 1), Quota("free", 1, 5))


def complain(pace: Pace, time: ManualTime) -> Quota | None:
    time.seconds += 1
    return pace.slow_down(time())


class TestPace:
    def test_nothing_is_added_until_the_vendor_complains(self) -> None:
        assert Pace(ManualTime(), STEPS).quotas == ()

    def test_one_complaint_alone_may_be_chance(self) -> None:
        time = ManualTime()
        pace = Pace(time, STEPS)
        assert complain(pace, time) is None
        time.seconds += 20
        assert complain(pace, time) is None
        assert not pace.quotas

    def test_each_further_complaint_leads_one_step_down(self) -> None:
        time = ManualTime()
        pace = Pace(time, STEPS)
        complain(pace, time)
        for step in STEPS:
            assert complain(pace, time) == step
            assert pace.quotas == (step,)
        assert pace.is_slowest
        assert complain(pace, time) is None
        assert pace.quotas == (STEPS[-1],)

    def test_calls_from_before_say_nothing_new(self) -> None:
        time = ManualTime()
        pace = Pace(time, STEPS)
        complain(pace, time)
        asked_at = time()
        time.seconds += 1
        assert pace.slow_down(asked_at) == STEPS[0]
        assert pace.slow_down(asked_at) is None

    def test_a_while_without_complaint_leads_back_step_by_step(self) -> None:
        time = ManualTime()
        pace = Pace(time, STEPS, while_seconds=60)
        for _ in range(3):
            complain(pace, time)
        time.seconds += 60
        assert pace.quotas == STEPS[:1]
        time.seconds += 60
        assert not pace.quotas

    @given(moves=st.lists(st.none() | st.floats(0, 200), max_size=30))
    def test_there_is_never_more_than_one(self, moves: list[float | None]) -> None:
        time = ManualTime()
        pace = Pace(time, STEPS)
        for move in moves:
            if move is None:
                pace.slow_down(time())
            else:
                time.seconds += move
            assert pace.quotas in [(), *((step,) for step in STEPS)]

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analysis.evidence.robust import (
    median_interval,
    quantile,
    rank_share,
)

values = st.lists(st.integers(-(10**6), 10**6), min_size=2, max_size=40)


class TestQuantile:
    @given(values)
    def test_quartiles_agree_with_the_standard_library(
        self, given_values: list[int]
    ) -> None:
        low, _, high = statistics.quantiles(given_values, n=4, method="inclusive")

        assert quantile(given_values, 0.25) == pytest.approx(low)
        assert quantile(given_values, 0.75) == pytest.approx(high)


class TestRankShare:
    def test_equal_values_count_half(self) -> None:
        assert rank_share(5, [1, 5, 5, 9]) == 0.5
        assert rank_share(0, [1, 5]) == 0.0
        assert rank_share(10, [1, 5]) == 1.0


class TestMedianInterval:
    def test_four_values_cannot_reach_ninety_percent(self) -> None:
        assert median_interval([1, 2, 3, 4], 0.9) is None

    def test_five_values_reach_it_with_their_extremes(self) -> None:
        assert median_interval([5, 1, 4, 2, 3], 0.9) == (1, 5, 1 - 2 / 32)

    def test_thirty_values_reach_it_from_the_eleventh_to_the_twentieth(self) -> None:
        found = median_interval(list(range(1, 31)), 0.9)

        # Binomial(30, 1/2): P(at most 10) = 0.049369.
        assert found is not None
        assert found[:2] == (11, 20)
        assert found[2] == pytest.approx(1 - 2 * 0.0493685, abs=1e-6)

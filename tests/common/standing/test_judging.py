import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.standing.judging import judge, median, outlier_multiple

values = st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=40)


class TestMedian:
    @given(values)
    def test_agrees_with_the_standard_library(self, given_values: list[int]) -> None:
        assert median(given_values) == statistics.median(given_values)

    def test_no_values_have_no_median(self) -> None:
        with pytest.raises(ValueError, match="no values"):
            median([])


class TestOutlierMultiple:
    def test_usual_result_is_one_even_where_it_is_nothing(self) -> None:
        assert outlier_multiple(0, 0) == outlier_multiple(70, 70) == 1.0


class TestJudge:
    def test_eight_others_give_a_multiple_and_seven_their_number(self) -> None:
        enough = judge("views", 299, [99] * 8, has_time=True)
        short = judge("views", 299, [99] * 7, has_time=True)

        assert (enough.state, enough.multiple, enough.band) == ("ready", 3.0, "outlier")
        assert (short.state, short.multiple, short.band) == ("no_baseline", None, None)
        assert (enough.sample_size, short.sample_size) == (8, 7)
        assert (short.value, short.usual) == (299, None)

    def test_what_is_missing_is_named_first_the_count_then_the_time(self) -> None:
        assert judge(None, None, [], has_time=False).state == "no_metrics"
        assert judge("views", 1, [], has_time=False).state == "no_published_time"

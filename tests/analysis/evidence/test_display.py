import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.standing.bands import find_band
from services.analysis.evidence import display


def plain(text: str) -> str:
    return text.replace(display.SPACE, " ")


class TestShowShort:
    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (0, "0"),
            (12.5, "12.5"),
            (3_904, "3,904"),
            (3_904.5, "3,904"),
            (10_000, "10 k"),
            (61_340, "61.3 k"),
            (201_345, "201 k"),
            (999_499, "999 k"),
            (999_600, "1 M"),
            (1_284_310, "1.28 M"),
            (9_996_000_000, "10 B"),
        ],
    )
    def test_three_digits_and_a_unit(self, value: float, shown: str) -> None:
        assert plain(display.show_short(value)) == shown


class TestShowMultiple:
    @pytest.mark.parametrize(
        ("multiple", "shown"),
        [
            (6.42, "6.4×"),
            (1.2, "1.2×"),
            (0.43, "0.43×"),
            (0.4, "0.4×"),
            (0.0004, "0.0004×"),
            (2.97, "2.97×"),
            (141.2, "141×"),
        ],
    )
    def test_as_many_decimals_as_the_band_needs(
        self, multiple: float, shown: str
    ) -> None:
        assert display.show_multiple(multiple) == shown

    @given(st.floats(1e-9, 1e9))
    def test_shown_number_lies_in_the_same_band(self, multiple: float) -> None:
        shown = float(
            display.show_multiple(multiple).removesuffix("×").replace(",", "")
        )

        # Within a millionth of a border no reader gains from more decimals.
        if all(abs(multiple - border) > 1e-5 for border in (0.67, 1.5, 3, 10)):
            assert find_band(shown) == find_band(multiple)
        assert shown > 0


class TestShowPercent:
    @pytest.mark.parametrize(
        ("ratio", "shown"),
        [
            (0, "0 %"),
            (0.00048, "0.048 %"),
            (0.0048, "0.48 %"),
            (0.049, "4.9 %"),
            (0.0996, "10 %"),
            (1.2, "120 %"),
        ],
    )
    def test_two_digits_or_more(self, ratio: float, shown: str) -> None:
        assert plain(display.show_percent(ratio)) == shown


class TestShowDifference:
    @pytest.mark.parametrize(
        ("ratio", "shown"),
        [(1.16, "+16 %"), (0.8, "−20 %"), (2.1, "2.1×"), (0.4, "0.40×")],
    )
    def test_percent_near_one_and_multiple_far_off(
        self, ratio: float, shown: str
    ) -> None:
        assert plain(display.show_difference(ratio)) == shown


class TestShowDuration:
    @pytest.mark.parametrize(
        ("seconds", "shown"), [(38, "0:38"), (848, "14:08"), (3_723, "1:02:03")]
    )
    def test_hours_only_where_needed(self, seconds: float, shown: str) -> None:
        assert display.show_duration(seconds) == shown

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.standing.bands import find_band
from services.analysis.wording.numbers import SPACE, Numbers
from services.analysis.wording.wording import find_wording

ENGLISH = find_wording("en")
GERMAN = find_wording("de").numbers


def plain(text: str) -> str:
    return text.replace(SPACE, " ")


class TestShowShort:
    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (0, "0"),
            (12.5, "12.5"),
            (3_904, "3,904"),
            (3_904.5, "3,904"),
            (99.5, "99.5"),
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
        assert plain(ENGLISH.numbers.short(value)) == shown


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
        assert ENGLISH.multiple(multiple) == shown

    @given(st.floats(1e-9, 1e9))
    def test_shown_number_lies_in_the_same_band(self, multiple: float) -> None:
        shown = float(ENGLISH.multiple(multiple).removesuffix("×").replace(",", ""))

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
        assert plain(ENGLISH.numbers.percent(ratio)) == shown


class TestShowDifference:
    @pytest.mark.parametrize(
        ("ratio", "shown"),
        [(1.16, "+16 %"), (0.8, "−20 %"), (2.1, "2.1×"), (0.4, "0.40×")],
    )
    def test_percent_near_one_and_multiple_far_off(
        self, ratio: float, shown: str
    ) -> None:
        assert plain(ENGLISH.numbers.difference(ratio)) == shown


class TestShowDuration:
    @pytest.mark.parametrize(
        ("seconds", "shown"), [(38, "0:38"), (848, "14:08"), (3_723, "1:02:03")]
    )
    def test_hours_only_where_needed(self, seconds: float, shown: str) -> None:
        assert ENGLISH.numbers.duration(seconds) == shown


class TestGerman:
    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (1_284_310, "1.284.310"),
            (12.5, "12,5"),
        ],
    )
    def test_counts_are_grouped_by_points(self, value: float, shown: str) -> None:
        assert GERMAN.count(value) == shown

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (9_999, "9.999"),
            (61_340, "61.300"),
            (999_499, "999.000"),
            (1_284_310, "1,28 Mio."),
            (12_000_000_000, "12 Mrd."),
        ],
    )
    def test_thousands_have_no_short_word(self, value: float, shown: str) -> None:
        assert plain(GERMAN.short(value)) == shown

    def test_decimals_have_a_comma(self) -> None:
        assert find_wording("de").multiple(6.42) == "6,4×"
        assert plain(GERMAN.percent(0.049)) == "4,9 %"
        assert plain(GERMAN.difference(0.8)) == "−20 %"
        assert GERMAN.moment(1.24) == "0:01,2"

    @given(st.floats(1e-9, 1e12))
    def test_only_the_signs_differ_between_languages(self, value: float) -> None:
        english: Numbers = ENGLISH.numbers
        swapped = str.maketrans(",.", ".,")

        assert GERMAN.count(round(value)) == english.count(round(value)).translate(
            swapped
        )
        assert GERMAN.percent(value) == english.percent(value).translate(swapped)

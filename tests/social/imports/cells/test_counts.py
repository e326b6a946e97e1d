"""Counts in the forms of several locales."""

import pytest

from services.social.imports.cells.counts import NumberFormat, read_count
from services.social.imports.cells.refusals import CellRefused


class TestReadCount:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("12.5K", 12_500),
            ("12,5 K", 12_500),
            ("1.2M", 1_200_000),
            ("3 Mio.", 3_000_000),
            ("1,5 Mio.", 1_500_000),
            ("2 Mrd.", 2_000_000_000),
            ("7 Tsd.", 7_000),
            ("12 тыс.", 12_000),
            ("1.2万", 12_000),
            ("3억", 300_000_000),
            ("5 mil", 5_000),
            ("1 234 567", 1_234_567),
            ("1234.000", 1_234),
        ],
    )
    def test_short_forms_are_read(self, text: str, count: int) -> None:
        assert read_count(text) == count

    @pytest.mark.parametrize(
        ("text", "number_format", "count"),
        [
            ("1.234", None, 1_234),
            ("1,234", None, 1_234),
            ("1.234", "point_comma", 1_234),
            ("1,234", "comma_point", 1_234),
            ("1.000", "comma_point", 1),
            ("1.000", "point_comma", 1_000),
            ("1,000", "space_comma", 1),
            ("1.234K", "comma_point", 1_234),
            ("1.234K", "point_comma", 1_234_000),
            ("12,0", "point_comma", 12),
            ("1'234.0", "comma_point", 1_234),
        ],
    )
    def test_format_decides_what_a_mark_means(
        self, text: str, number_format: NumberFormat | None, count: int
    ) -> None:
        assert read_count(text, number_format) == count

    @pytest.mark.parametrize(
        ("text", "number_format"),
        [
            ("1.234", "comma_point"),
            ("1,234", "point_comma"),
            ("12,5", None),
            ("1,2,3", None),
            ("1,234,5", None),
            ("1.234.567", "comma_point"),
            ("5 apples", None),
            ("12.34567K", None),
            ("K", None),
            ("9" * 20, None),
            ("9999999999999 Mrd", None),
            ("1e5", None),
            ("12%", None),
        ],
    )
    def test_what_is_no_whole_number_so_is_refused(
        self, text: str, number_format: NumberFormat | None
    ) -> None:
        with pytest.raises(CellRefused) as refused:
            read_count(text, number_format)
        assert refused.value.reason == "bad_number"

    def test_short_form_that_could_be_two_numbers_is_asked_about(self) -> None:
        with pytest.raises(CellRefused) as refused:
            read_count("1.234K")
        assert refused.value.reason == "ambiguous_number"

"""What stands in one cell."""

import math
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.social.imports.cells.counts import read_count
from services.social.imports.cells.durations import read_duration
from services.social.imports.cells.refusals import Cell, CellRefused
from services.social.imports.cells.texts import read_text
from services.social.imports.cells.times import TimeReading, read_time

cells = st.one_of(
    st.none(),
    st.text(),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.lists(st.integers()),
    st.dictionaries(st.text(), st.integers()),
)


class TestReadCount:
    @pytest.mark.parametrize(
        ("cell", "count"),
        [
            ("0", 0),
            ("1451", 1451),
            (" 12 ", 12),
            ("1,234", 1234),
            ("1.234.567", 1234567),
            ("1 234", 1234),
            ("1\u00a0234", 1234),
            ("1’234", 1234),
            ("12.0", 12),
            ("1,234.0", 1234),
            (12, 12),
            (12.0, 12),
            ("", None),
            ("-", None),
            ("n/a", None),
            ("NaN", None),
            (math.nan, None),
            (None, None),
        ],
    )
    def test_number_is_read(self, cell: Cell, count: int | None) -> None:
        assert read_count(cell) == count

    @pytest.mark.parametrize(
        "cell",
        [
            "12.5",
            "-3",
            "1,23",
            "1,234.567",
            "1.25 x",
            "1e5",
            "abc",
            True,
            [],
            5.5,
            10**15 + 1,
            2**63,
        ],
    )
    def test_what_is_not_certain_is_refused(self, cell: Cell) -> None:
        with pytest.raises(CellRefused) as refused:
            read_count(cell)
        assert refused.value.reason == "bad_number"

    @given(st.integers(0, 10**15), st.sampled_from(",.' \u00a0\u202f_"))
    def test_thousands_apart_mean_the_same(self, count: int, mark: str) -> None:
        assert read_count(f"{count:,}".replace(",", mark)) == count


class TestReadDuration:
    @pytest.mark.parametrize(
        ("cell", "seconds"),
        [
            ("PT10M8S", 608),
            ("PT1H", 3600),
            ("P1DT1S", 86401),
            ("P0D", 0),
            ("pt1.5s", 1.5),
            ("90", 90),
            (90.5, 90.5),
            ("2:03", 123),
            ("1:02:03", 3723),
            ("", None),
            (None, None),
        ],
    )
    def test_length_is_read(self, cell: Cell, seconds: float | None) -> None:
        assert read_duration(cell) == seconds

    @pytest.mark.parametrize(
        "cell",
        ["PT", "P", "P1M", "-5", "1:2", "x", True, 1e20, "P367D", f"PT{'9' * 400}S"],
    )
    def test_what_is_no_length_is_refused(self, cell: Cell) -> None:
        with pytest.raises(CellRefused):
            read_duration(cell)


class TestReadTime:
    @pytest.mark.parametrize(
        "text",
        [
            "2023-06-10T13:00:34Z",
            "2023-06-10T15:00:34+02:00",
            "2023-06-10 13:00:34+00:00",
            "1686402034",
            "1686402034000",
            "1686402034.0",
        ],
    )
    def test_instant_is_read_in_utc(self, text: str) -> None:
        expected = datetime(2023, 6, 10, 13, 0, 34, tzinfo=UTC)
        assert read_time(text, TimeReading()) == expected

    def test_time_without_zone_is_refused(self) -> None:
        with pytest.raises(CellRefused) as refused:
            read_time("2023-06-10T13:00:34", TimeReading())
        assert refused.value.reason == "time_without_zone"

    def test_time_without_zone_is_taken_in_the_given_one(self) -> None:
        reading = TimeReading("%m/%d/%y %H:%M", ZoneInfo("America/New_York"))
        expected = datetime(2017, 10, 17, 2, 59, tzinfo=UTC)
        assert read_time("10/16/17 22:59", reading) == expected

    @pytest.mark.parametrize(
        "cell", ["yesterday", "99999999999999999", "0001-01-01T00:00:00Z", True, []]
    )
    def test_what_is_no_time_is_refused(self, cell: Cell) -> None:
        with pytest.raises(CellRefused) as refused:
            read_time(cell, TimeReading())
        assert refused.value.reason == "bad_time"

    @given(st.integers(1_000_000_000, 4_000_000_000))
    def test_iso_and_unix_time_agree(self, unix: int) -> None:
        moment = datetime.fromtimestamp(unix, UTC)
        assert read_time(str(unix), TimeReading()) == moment
        assert read_time(unix * 1000, TimeReading()) == moment
        assert read_time(moment.isoformat(), TimeReading()) == moment


class TestReadText:
    def test_entities_are_left_as_they_are(self) -> None:
        assert read_text(" a &amp; b ", most=20) == "a &amp; b"

    @pytest.mark.parametrize(
        ("cell", "reason"),
        [
            ("a\x00b", "nul_character"),
            ("a\udc9db", "bad_encoding"),
            ("x" * 21, "too_long"),
            ([1], "bad_text"),
        ],
    )
    def test_what_cannot_be_stored_is_refused(self, cell: Cell, reason: str) -> None:
        with pytest.raises(CellRefused) as refused:
            read_text(cell, most=20)
        assert refused.value.reason == reason


class TestAnyCell:
    @given(cells)
    def test_is_read_or_refused(self, cell: Cell) -> None:
        readers = (
            read_count,
            read_duration,
            lambda c: read_time(c, TimeReading()),
            lambda c: read_text(c, most=50),
        )
        for reader in readers:
            with suppress(CellRefused):
                assert not isinstance(reader(cell), bool)

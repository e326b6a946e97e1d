"""Dates in the forms of several locales and exports."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.social.imports.cells.month_names import find_month
from services.social.imports.cells.refusals import CellRefused
from services.social.imports.cells.times import TimeReading, read_time
from services.social.imports.cells.written_dates import DateOrder, read_written_date

BERLIN = ZoneInfo("Europe/Berlin")


def read(text: str, order: DateOrder | None = None) -> datetime | None:
    return read_time(text, TimeReading(zone=UTC, order=order))


class TestReadTime:
    @pytest.mark.parametrize(
        "text",
        [
            "Mar 5, 2023",
            "March 5th, 2023",
            "5-Mar-23",
            "5 Mar 2023",
            "2023 Mar 5",
            "2023.03.05",
            "2023/3/5",
            "2023. 3. 5.",
            "2023年3月5日",
            "2023년 3월 5일",
            "Sunday, March 5, 2023",
            "Sun, Mar 5, 2023",
            "5. März 2023",
            "So., 5. Mrz. 2023",
            "5 mars 2023",
            "5 mar. 2023",
            "domingo, 5 de marzo de 2023",
            "5 de mar. de 2023",
            "5 marzo 2023",
            "5 mrt 2023",
            "5 marca 2023",
            "5 Mart 2023",
            "5 марта 2023 г.",
            "20230305",
            "05.03.2023",
            "13.03.2023",
        ],
    )
    def test_day_is_read_in_many_languages(self, text: str) -> None:
        order: DateOrder | None = "dmy" if text[2] == "." else None
        found = read(text, order)
        day = 13 if text.startswith("13") else 5
        assert found == datetime(2023, 3, day, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("text", "hour", "minute"),
        [
            ("Mar 5, 2023 2:07 PM", 14, 7),
            ("Mar 5, 2023, 2:07:00 p.m.", 14, 7),
            ("3/5/2023 12:07 AM", 0, 7),
            ("3/5/2023 12:07 PM", 12, 7),
            ("5 mars 2023 à 14h07", 14, 7),
            ("5. März 2023 um 14:07 Uhr", 14, 7),
            ("2023/03/05 14:07:00.123", 14, 7),
            ("2023/03/05 16:07 +0200", 14, 7),
            ("2023/03/05 14:07 UTC", 14, 7),
            ("Sun Mar 05 14:07:00 +0000 2023", 14, 7),
            ("Sun, 05 Mar 2023 14:07:00 GMT", 14, 7),
            ("2023-03-05 14.07", 14, 7),
        ],
    )
    def test_time_of_day_is_read(self, text: str, hour: int, minute: int) -> None:
        assert read(text, "mdy") == datetime(2023, 3, 5, hour, minute, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("text", "order", "day"),
        [
            ("10/16/17 22:59", None, (2017, 10, 16)),
            ("16/10/17", None, (2017, 10, 16)),
            ("3/4/2025", "dmy", (2025, 4, 3)),
            ("3/4/2025", "mdy", (2025, 3, 4)),
            ("03-04-05", "ymd", (2003, 4, 5)),
            ("31/12/20", None, (2020, 12, 31)),
            ("3.4.2025", None, (2025, 4, 3)),
        ],
    )
    def test_order_is_told_or_follows_from_the_numbers(
        self, text: str, order: DateOrder | None, day: tuple[int, int, int]
    ) -> None:
        found = read(text, order)
        assert found
        assert (found.year, found.month, found.day) == day

    def test_date_that_could_be_two_days_is_refused(self) -> None:
        with pytest.raises(CellRefused) as refused:
            read("3/4/2025")
        assert refused.value.reason == "ambiguous_date"

    def test_date_without_zone_is_taken_in_the_given_one(self) -> None:
        reading = TimeReading(zone=BERLIN, order="mdy")
        found = read_time("7/4/2025 00:30", reading)
        assert found == datetime(2025, 7, 3, 22, 30, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("text", "order"),
        [
            ("16/10/17", "mdy"),
            ("13/13/2020", None),
            ("0/1/2020", None),
            ("Mar 2023", None),
            ("Mar 35, 2023", None),
            ("5 foo 2023", None),
            ("5 Mar 2023 25:00", None),
            ("5 Mar 2023 13:00 PM", None),
            ("1.234", None),
            ("12:30", None),
            ("x" * 500, None),
        ],
    )
    def test_what_is_no_date_is_refused(
        self, text: str, order: DateOrder | None
    ) -> None:
        with pytest.raises(CellRefused) as refused:
            read(text, order)
        assert refused.value.reason == "bad_time"

    @given(st.text(alphabet="0123456789/.-: ,TZapm年月日MarJun+", max_size=30))
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        read_written_date(text)

    @given(
        st.integers(820_540_800, 3_092_601_600),
        st.sampled_from(["%m/%d/%Y %H:%M:%S", "%m/%d/%y %I:%M:%S %p", "%b %d, %Y %X"]),
    )
    def test_what_is_written_is_what_is_read(self, seconds: int, form: str) -> None:
        moment = datetime.fromtimestamp(seconds, UTC)
        assert read(moment.strftime(form), "mdy") == moment


class TestFindMonth:
    @pytest.mark.parametrize(
        ("word", "month"),
        [
            ("Sept", 9),
            ("AOÛT", 8),
            ("fev", 2),
            ("gen", 1),
            ("ene", 1),
            ("paź", 10),
            ("Şub", 2),
            ("май", 5),
        ],
    )
    def test_beginning_of_a_name_is_enough(self, word: str, month: int) -> None:
        assert find_month(word) == month

    @pytest.mark.parametrize("word", ["jui", "ma", "x", "", "Monday"])
    def test_what_could_be_two_months_or_none_is_none(self, word: str) -> None:
        assert find_month(word) is None

"""What is found out about a file, and what has to be asked."""

from collections.abc import Mapping
from typing import Any

import pytest

from services.social.imports.files.forms import FileForm
from services.social.imports.guessing.reading import RowReading, guess_reading
from services.social.imports.options import ReadingOptions

FORM = FileForm(kind="csv", encoding="utf-8")


def look_at(*records: Mapping[str, Any], **told: Any) -> RowReading:
    return guess_reading([dict(r) for r in records], FORM, ReadingOptions(**told))


def column(name: str, *values: object) -> list[dict[str, Any]]:
    return [{"who": "ada", "id": f"id-{n}", name: v} for n, v in enumerate(values)]


def needed(reading: RowReading) -> set[str]:
    return {question.option for question in reading.questions if question.is_needed}


class TestNumbers:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            (["12", "7"], None),
            (["1,234", "7"], "comma_point"),
            (["1.234", "7"], "point_comma"),
            (["1.234.567"], "point_comma"),
            (["12.5K", "3"], "comma_point"),
            (["12,5 Mio.", "3"], "point_comma"),
            (["1 234", "5"], "space_comma"),
            (["1 234", "12,5 K"], "space_comma"),
            (["1,234.0"], "comma_point"),
            (["12.0", "7.0"], "comma_point"),
            (["1.000", "25"], "point_comma"),
            ([12, 7.0], None),
        ],
    )
    def test_format_is_seen(self, values: list[object], expected: str | None) -> None:
        reading = look_at(*column("views", *values), platform="facebook")
        assert reading.options.number_format == expected
        assert "number_format" not in needed(reading)

    @pytest.mark.parametrize(
        "values",
        [["1.000", "25.000"], ["1,234", "1.234"], ["1.234K"], ["1,5K", "2.5K"]],
    )
    def test_what_could_be_either_is_asked(self, values: list[str]) -> None:
        reading = look_at(*column("views", *values))
        assert reading.options.number_format is None
        assert "number_format" in needed(reading)
        told = look_at(*column("views", *values), number_format="comma_point")
        assert "number_format" not in needed(told)


class TestTimes:
    @pytest.mark.parametrize(
        ("values", "order"),
        [
            (["3/4/2025", "13/4/2025"], "dmy"),
            (["3/4/2025", "4/13/2025"], "mdy"),
            (["3.4.2025", "5.6.2025"], "dmy"),
            (["2025/04/03"], None),
            (["Mar 4, 2025", "13 April 2025"], None),
            (["10/16/17 22:59", "10/2/17 12:41"], "mdy"),
        ],
    )
    def test_order_is_seen_from_all_rows_together(
        self, values: list[str], order: str | None
    ) -> None:
        reading = look_at(*column("published", *values))
        assert reading.options.date_order == order
        assert "date_order" not in needed(reading)
        assert "timezone" in needed(reading)

    @pytest.mark.parametrize(
        "values", [["3/4/2025", "5/6/2025"], ["13/4/2025", "4/13/2025"]]
    )
    def test_order_that_no_row_tells_is_asked(self, values: list[str]) -> None:
        reading = look_at(*column("published", *values))
        assert "date_order" in needed(reading)
        [asked] = [q for q in reading.questions if q.option == "date_order"]
        assert asked.choices == ["dmy", "mdy"]
        told = look_at(*column("published", *values), date_order="dmy")
        assert "date_order" not in needed(told)

    @pytest.mark.parametrize(
        "value", ["2025-01-01T00:00:00Z", "1686402034", 1686402034]
    )
    def test_instant_needs_no_zone(self, value: object) -> None:
        assert "timezone" not in needed(look_at(*column("published", value)))

    def test_zone_is_asked_where_one_row_lacks_it(self) -> None:
        values = ("2025-01-01T00:00:00Z", "2025-01-01 00:00:00")
        reading = look_at(*column("published", *values))
        assert "timezone" in needed(reading)
        told = look_at(*column("published", *values), timezone="UTC")
        assert "timezone" not in needed(told)

    def test_given_format_answers_order_but_not_zone(self) -> None:
        reading = look_at(*column("published", "3/4/2025"), time_format="%d/%m/%Y")
        assert needed(reading) == {"timezone", "platform"}

    def test_file_without_times_may_be_imported(self) -> None:
        reading = look_at(*column("views", 5), platform="facebook")
        assert [(q.option, q.is_needed) for q in reading.questions] == [("time", False)]


class TestEscapes:
    @pytest.mark.parametrize(
        ("texts", "is_escaped"),
        [
            (["Tom &amp; Jerry", "a &lt; b"], True),
            (["Tom & Jerry", "write &amp; for it"], False),
            (["https://a.example/?a=1&b=2", "&amp;"], False),
            (["caf&eacute;"], False),
            (["plain"], False),
        ],
    )
    def test_entities_are_undone_where_all_is_escaped(
        self, texts: list[str], is_escaped: bool
    ) -> None:
        reading = look_at(*column("caption", *texts))
        assert reading.form.is_escaped is is_escaped


class TestPlatform:
    @pytest.mark.parametrize(
        ("record", "platform"),
        [
            ({"link": "https://www.tiktok.com/@a/video/6875468410612993286"}, "tiktok"),
            ({"permalink": "https://www.instagram.com/p/DAbcdefghij/"}, "instagram"),
            ({"tweet_id": "1", "retweets": "2", "favorites": "3"}, "x"),
            ({"Pin title": "a", "Pin clicks": "3", "Saves": "1"}, "pinterest"),
            ({"ShareCommentary": "a", "ShareLink": "x"}, "linkedin"),
            ({"Page name": "a", "Page ID": "1"}, "facebook"),
        ],
    )
    def test_is_known_by_addresses_and_headings(
        self, record: dict[str, str], platform: str
    ) -> None:
        assert look_at(record).options.platform == platform

    def test_is_asked_where_nothing_tells_the_likeliest_first(self) -> None:
        reading = look_at({"title": "a", "Reactions": "3"})
        assert reading.options.platform is None
        [asked] = [q for q in reading.questions if q.option == "platform"]
        assert asked.choices[0] == "facebook"
        assert len(asked.choices) == len(set(asked.choices)) >= 7

    def test_what_was_told_stands(self) -> None:
        record = {"link": "https://www.tiktok.com/@a/video/6875468410612993286"}
        assert look_at(record, platform="x").options.platform == "x"

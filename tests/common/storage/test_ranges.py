"""Range headers, as RFC 9110 section 14 reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.storage.interface import ByteRange, RangeNotSatisfiable
from libs.common.storage.ranges import parse_range


class TestParseRange:
    @pytest.mark.parametrize(
        ("header", "expected"),
        [
            ("bytes=0-", ByteRange(0, 99)),
            ("bytes=0-0", ByteRange(0, 0)),
            ("bytes=10-19", ByteRange(10, 19)),
            ("bytes=90-500", ByteRange(90, 99)),
            ("bytes=-10", ByteRange(90, 99)),
            ("bytes=-500", ByteRange(0, 99)),
        ],
    )
    def test_one_range_is_read(self, header: str, expected: ByteRange) -> None:
        assert parse_range(header, 100) == expected

    @pytest.mark.parametrize(
        "header",
        [
            None,
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5-2",
            "bytes=0-1,5-6",
            "items=0-1",
            "bytes=a-b",
            "bytes=1-٢",
            "bytes=0-" + "9" * 5000,
        ],
    )
    def test_other_header_asks_for_the_whole(self, header: str | None) -> None:
        assert parse_range(header, 100) is None

    @pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
    def test_range_behind_the_end_is_refused(self, header: str) -> None:
        with pytest.raises(RangeNotSatisfiable) as refusal:
            parse_range(header, 100)
        assert refusal.value.headers["Content-Range"] == "bytes */100"

    def test_nothing_of_an_empty_object_can_be_had(self) -> None:
        for header in ("bytes=0-", "bytes=-1"):
            with pytest.raises(RangeNotSatisfiable):
                parse_range(header, 0)

    @given(
        start=st.one_of(st.none(), st.integers(0, 300)),
        end=st.one_of(st.none(), st.integers(0, 300)),
        size=st.integers(0, 200),
    )
    def test_range_lies_within_the_object(
        self, start: int | None, end: int | None, size: int
    ) -> None:
        header = f"bytes={'' if start is None else start}-{'' if end is None else end}"
        try:
            part = parse_range(header, size)
        except RangeNotSatisfiable:
            return
        if part is not None:
            assert part.end is not None
            assert 0 <= part.start <= part.end < size

"""Cursors come back as they went out; others are refused."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.ids import new_id
from libs.common.pagination import Cursor, CursorNotValid

zones = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))
# All of the calendar but for its first and last days, where a zone would leave it.
instants = st.tuples(st.integers(0, 3_652_000 * 86_400), zones).map(
    lambda drawn: (
        datetime(1, 1, 3, tzinfo=UTC) + timedelta(seconds=drawn[0])
    ).astimezone(drawn[1])
)


def encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


class TestCursor:
    @given(at=instants, row_id=st.uuids())
    def test_it_comes_back_as_the_same_instant_in_utc(
        self, at: datetime, row_id: UUID
    ) -> None:
        cursor = Cursor.decode(Cursor(at, row_id).encode())
        assert (cursor.at, cursor.id) == (at, row_id)
        assert cursor.at.tzinfo == UTC

    def test_text_is_safe_in_a_url_and_short(self) -> None:
        text = Cursor(datetime(2026, 11, 20, tzinfo=UTC), new_id()).encode()
        assert text.replace("-", "").replace("_", "").isalnum()
        assert len(text) <= 200  # what `page_parameters` takes

    @given(text=st.text(max_size=200))
    def test_any_text_is_refused_and_nothing_else(self, text: str) -> None:
        with pytest.raises(CursorNotValid):
            Cursor.decode(text)

    @given(content=st.binary(max_size=100))
    def test_any_bytes_are_refused_and_nothing_else(self, content: bytes) -> None:
        with pytest.raises(CursorNotValid):
            Cursor.decode(urlsafe_b64encode(content).decode())

    @pytest.mark.parametrize(
        "text",
        [
            "2026-11-20T00:00:00|01a1f86b-0d8b-76ec-bf5f-05ef4d4e13ce",
            "0001-01-01T00:00:00+14:00|01a1f86b-0d8b-76ec-bf5f-05ef4d4e13ce",
            "9999-12-31T23:59:59-14:00|01a1f86b-0d8b-76ec-bf5f-05ef4d4e13ce",
            "2026-11-20T00:00:00+00:00|01a1f86b",
            "2026-11-20T00:00:00+00:00|",
            "|01a1f86b-0d8b-76ec-bf5f-05ef4d4e13ce",
            "2026-11-20T00:00:00+00:00",
            "2026-13-20T00:00:00+00:00|01a1f86b-0d8b-76ec-bf5f-05ef4d4e13ce",
        ],
    )
    def test_almost_right_text_is_refused(self, text: str) -> None:
        with pytest.raises(CursorNotValid):
            Cursor.decode(encoded(text))

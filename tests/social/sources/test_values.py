"""Single values of vendors' answers, which may be anything."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.standing.nearest import WINDOW
from services.social.sources.values import (
    keep_past,
    read_address,
    read_count,
    read_iso_time,
    read_seconds,
    read_text,
)
from tests.factories.social import NOON

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


class TestReading:
    @given(anything)
    def test_whatever_is_told_can_be_stored_or_is_not_known(self, value: Any) -> None:
        text, address = read_text(value), read_address(value)
        assert "\x00" not in text + (address or "")
        orjson.dumps([text, address])
        count, seconds = read_count(value), read_seconds(value)
        assert count is None or 0 <= count <= 10**15
        assert seconds is None or 0 < seconds <= 1e7

    @pytest.mark.parametrize("sign", ["\x00", "\n", " ", "\x7f", "\ud800", '"'])
    def test_address_with_a_sign_that_none_has_is_none(self, sign: str) -> None:
        assert read_address(f"https://a.example/{sign}b") is None
        assert read_address("https://a.example/ä?b=1")


class TestKeepPast:
    @given(st.datetimes(timezones=st.just(UTC)))
    def test_what_is_kept_can_be_reckoned_with(self, moment: datetime) -> None:
        kept = keep_past(moment, NOON)
        if kept:
            assert NOON - timedelta(days=365 * 40) < kept - WINDOW < kept <= NOON

    @pytest.mark.parametrize(
        "told", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-12-31T00:00Z"]
    )
    def test_moment_that_cannot_be_is_not_known(self, told: str) -> None:
        assert keep_past(read_iso_time(told), NOON) is None

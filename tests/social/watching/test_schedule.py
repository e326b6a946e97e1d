"""When an account is looked at again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.ids import derived_id
from services.social.watching.schedule import find_next_look

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class TestFindNextLook:
    @given(
        st.uuids(),
        st.timedeltas(timedelta(hours=1), timedelta(days=30)),
        st.integers(0, 10_000),
    )
    def test_is_later_by_about_the_interval_and_at_most_a_week_more(
        self, creator_id: object, every: timedelta, failures: int
    ) -> None:
        found = find_next_look(creator_id, NOW, every, failures=failures)  # type: ignore[arg-type]
        wait = found - NOW
        assert wait >= every * 0.89
        assert wait <= max(every, WEEK) * 1.11
        again = find_next_look(creator_id, NOW, every, failures=failures)  # type: ignore[arg-type]
        assert found == again

    def test_accounts_followed_together_are_spread(self) -> None:
        ids = [derived_id("creator", number) for number in range(200)]
        looks = {find_next_look(creator_id, NOW, DAY) for creator_id in ids}
        assert max(looks) - min(looks) > timedelta(hours=4)
        assert len(looks) > 150

    def test_what_fails_is_asked_for_less_and_less_often(self) -> None:
        creator_id = derived_id("creator", 1)
        waits = [
            find_next_look(creator_id, NOW, DAY, failures=count) - NOW
            for count in range(6)
        ]
        assert waits == sorted(waits)
        assert waits[2] == waits[0] * 4
        assert waits[5] < WEEK * 1.11

    @pytest.mark.parametrize("reason", ["not_found", "private", "age_restricted"])
    def test_who_is_not_there_is_looked_for_once_a_week(self, reason: str) -> None:
        found = find_next_look(derived_id(1), NOW, DAY, failures=1, reason=reason)
        assert found == NOW + WEEK

"""Ids and the clock."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from libs.common.clock import FixedClock, SystemClock
from libs.common.ids import derived_id, new_id

part = st.text(
    st.characters(exclude_characters="\x1f", exclude_categories=["Cs"]), max_size=20
)


class TestNewId:
    def test_ids_are_unique_and_of_version_7(self) -> None:
        ids = [new_id() for _ in range(10_000)]
        assert len(set(ids)) == len(ids)
        assert {i.version for i in ids} == {7}

    def test_ids_begin_with_the_millisecond(self) -> None:
        before = int(datetime.now(UTC).timestamp() * 1000)
        at = new_id().int >> 80
        after = int(datetime.now(UTC).timestamp() * 1000)
        assert before <= at <= after


class TestDerivedId:
    @given(first=st.lists(part, min_size=1), second=st.lists(part, min_size=1))
    def test_same_parts_and_only_these_give_the_same(
        self, first: list[str], second: list[str]
    ) -> None:
        assert (derived_id(*first) == derived_id(*second)) == (first == second)

    def test_id_stays_the_same_for_ever(self) -> None:
        # A message sent before an upgrade must be found after it.
        assert str(derived_id("a", 1)) == "03bbdc94-b500-5a2e-96d0-3fcd10726d74"


class TestClocks:
    def test_system_time_is_aware_and_utc(self) -> None:
        assert SystemClock().now().tzinfo is UTC

    def test_fixed_clock_moves_only_when_told(self) -> None:
        noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
        clock = FixedClock(noon)
        assert clock.now() == clock.now() == noon
        clock.advance(timedelta(hours=1))
        assert clock.now() == noon + timedelta(hours=1)

"""Work at fixed times: made up for once, sent once, never for the past."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from libs.common.contracts.base import Message
from libs.common.jobs.cron import Cron, CronClock, latest_time
from libs.common.resources import Resources
from tests.common.jobs.pair import Tell
from tests.fixtures.app import RunningService

instants = st.integers(0, 7 * 365 * 86_400).map(
    lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


class TestLatestTime:
    @given(now=instants, minute=st.integers(0, 59), hour=st.integers(0, 23))
    def test_daily_time_is_within_the_last_day(
        self, now: datetime, minute: int, hour: int
    ) -> None:
        found = latest_time(f"{minute} {hour} * * *", now)
        assert (found.minute, found.hour, found.second) == (minute, hour, 0)
        assert timedelta(0) <= now - found < timedelta(days=1)

    @given(now=instants, step=st.sampled_from([1, 2, 5, 10, 15, 20, 30]))
    def test_steps_follow_each_other_without_gap(
        self, now: datetime, step: int
    ) -> None:
        found = latest_time(f"*/{step} * * * *", now)
        assert timedelta(0) <= now - found < timedelta(minutes=step)
        before = latest_time(f"*/{step} * * * *", found - timedelta(seconds=1))
        assert found - before == timedelta(minutes=step)

    def test_the_very_instant_counts(self) -> None:
        at = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
        assert latest_time("0 12 * * *", at) == at
        just_before = at - timedelta(microseconds=1)
        assert latest_time("0 12 * * *", just_before) == at - timedelta(days=1)

    def test_clock_changes_of_zones_do_not_matter(self) -> None:
        # In Berlin 02:30 does not exist on this night; in UTC each day has 24 hours.
        night = datetime(2026, 3, 29, 2, 45, tzinfo=UTC)
        assert latest_time("30 2 * * *", night) == night.replace(minute=30)

    def test_time_of_another_zone_is_read_as_the_same_instant(self) -> None:
        tokyo = datetime.fromisoformat("2026-11-21T00:30:00+09:00")
        assert latest_time("0 0 * * *", tokyo) == datetime(2026, 11, 20, tzinfo=UTC)


class TestCron:
    @pytest.mark.parametrize(
        "expression",
        ["", "61 * * * *", "* * * *", "* * * * * *", "@daily", "0 0 30 2 *"],
    )
    def test_wrong_expression_is_refused_where_it_is_written(
        self, expression: str
    ) -> None:
        with pytest.raises(ValueError, match="no cron expression"):
            Cron(expression, Tell())

    async def test_same_message_twice_is_refused(self, callee: RunningService) -> None:
        entries = [Cron("0 0 * * *", Tell(text="a")), Cron("0 1 * * *", Tell(text="b"))]
        with pytest.raises(ValueError, match="may stand once"):
            CronClock(callee.resources, entries)


NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def daily(message: Message) -> list[Cron]:
    return [Cron("0 12 * * *", message)]


async def sent(resources: Resources) -> int:
    async with resources.database.read() as session:
        count = await session.scalar(text("SELECT count(*) FROM outbox"))
        return int(count)


class TestLook:
    async def test_new_entry_does_not_fire_for_the_past(
        self, callee: RunningService
    ) -> None:
        clock = CronClock(callee.resources, daily(Tell()))
        await clock.look(NOON + timedelta(hours=1))
        assert await sent(callee.resources) == 0
        await clock.look(NOON + timedelta(days=1))
        assert await sent(callee.resources) == 1

    async def test_time_that_has_come_is_sent_once(
        self, callee: RunningService
    ) -> None:
        clock = CronClock(callee.resources, daily(Tell()))
        await clock.look(NOON - timedelta(minutes=1))
        for seconds in range(5):
            await clock.look(NOON + timedelta(seconds=seconds))
        assert await sent(callee.resources) == 1

    async def test_missed_times_are_made_up_for_once(
        self, callee: RunningService
    ) -> None:
        clock = CronClock(callee.resources, daily(Tell()))
        await clock.look(NOON)
        await clock.look(NOON + timedelta(days=10, hours=3))
        assert await sent(callee.resources) == 1

    async def test_clocks_side_by_side_send_once(self, callee: RunningService) -> None:
        clocks = [CronClock(callee.resources, daily(Tell())) for _ in range(6)]
        await asyncio.gather(*(c.look(NOON - timedelta(hours=1)) for c in clocks))
        await asyncio.gather(*(c.look(NOON) for c in clocks))
        assert await sent(callee.resources) == 1

    async def test_clock_that_is_behind_sends_nothing_again(
        self, callee: RunningService
    ) -> None:
        clock = CronClock(callee.resources, daily(Tell()))
        await clock.look(NOON - timedelta(hours=1))
        await clock.look(NOON)
        await clock.look(NOON - timedelta(hours=1))
        await clock.look(NOON)
        assert await sent(callee.resources) == 1

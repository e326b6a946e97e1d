"""Days of an owner: whatever the clocks and the timezone do, no day is had twice."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.usage.calendar import SHORTEST_DAY, Day, day_at

ZONES = sorted(available_timezones() - {"Factory", "localtime"})
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)

zones = st.sampled_from(ZONES)
# Far apart, so that few moves cross the date line and many midnights.
far_zones = st.sampled_from(
    ["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Tokyo", "UTC", "America/Los_Angeles"]
)
instants = st.integers(0, 8 * 365 * 24 * 60).map(
    lambda minutes: BEGIN + timedelta(minutes=minutes)
)
waits = st.one_of(
    st.timedeltas(timedelta(), timedelta(hours=30)),
    st.timedeltas(timedelta(), timedelta(days=40)),
)


@dataclass
class Owner:
    """Opens days and changes the timezone as billing does."""

    timezone: str
    days: list[Day] = field(default_factory=list)

    def touch(self, now: datetime) -> Day:
        day = day_at(now, self.timezone, self.days[-1] if self.days else None)
        if not self.days or day.date != self.days[-1].date:
            self.days.append(day)
        return day

    def move(self, now: datetime, timezone: str) -> None:
        self.touch(now)
        self.timezone = timezone


@st.composite
def lives(draw: st.DrawFn) -> tuple[Owner, datetime]:
    """An owner who has used billing and moved about for a while, and the time now."""
    chosen = draw(st.sampled_from([zones, far_zones]))
    now = draw(instants)
    owner = Owner(draw(chosen))
    for _ in range(draw(st.integers(1, 25))):
        now += draw(waits)
        if draw(st.booleans()):
            owner.move(now, draw(chosen))
        else:
            assert owner.touch(now).starts_at <= now < owner.days[-1].ends_at
    owner.touch(now)
    return owner, now


class TestDaysOfOneTimezone:
    @given(zones, instants)
    def test_day_holds_the_instant_and_bears_its_date(
        self, zone: str, now: datetime
    ) -> None:
        day = day_at(now, zone, None)
        assert day.starts_at <= now < day.ends_at
        assert day.date == now.astimezone(ZoneInfo(zone)).date()
        assert SHORTEST_DAY <= day.ends_at - day.starts_at <= timedelta(hours=26)

    @given(zones, instants, st.integers(1, 40))
    def test_days_reached_by_waiting_and_by_returning_are_the_same(
        self, zone: str, begin: datetime, count: int
    ) -> None:
        day = first = day_at(begin, zone, None)
        for _ in range(count):
            following = day_at(day.ends_at, zone, day)
            assert following.starts_at == day.ends_at
            day = following
        inside = day.starts_at + (day.ends_at - day.starts_at) / 2
        assert day_at(inside, zone, first) == day == day_at(inside, zone, None)

    @pytest.mark.parametrize(
        ("zone", "now", "starts_at", "hours"),
        [
            ("UTC", "2026-11-20T12:00Z", "2026-11-20T00:00Z", 24),
            ("Asia/Kolkata", "2026-05-01T06:00Z", "2026-04-30T18:30Z", 24),
            ("Europe/Berlin", "2026-03-29T12:00Z", "2026-03-28T23:00Z", 23),
            ("Europe/Berlin", "2026-10-25T12:00Z", "2026-10-24T22:00Z", 25),
            # Midnight itself is skipped: the day begins at one o'clock.
            ("Africa/Cairo", "2026-04-24T09:00Z", "2026-04-23T22:00Z", 23),
        ],
    )
    def test_bounds_are_the_local_midnights(
        self, zone: str, now: str, starts_at: str, hours: int
    ) -> None:
        day = day_at(datetime.fromisoformat(now), zone, None)
        assert day.starts_at == datetime.fromisoformat(starts_at)
        assert day.ends_at - day.starts_at == hours * HOUR

    def test_clock_gone_back_stays_in_the_newest_day(self) -> None:
        day = day_at(BEGIN, "UTC", None)
        assert day_at(BEGIN - HOUR, "UTC", day) == day


class TestChangedTimezone:
    @pytest.mark.parametrize(
        ("before", "after", "hours"),
        [
            ("Europe/London", "Europe/Paris", 23),
            ("Europe/Paris", "Europe/London", 25),
            ("UTC", "Asia/Dubai", 20),
            ("Asia/Dubai", "UTC", 28),
            ("UTC", "Asia/Tokyo", 39),  # 15 would be too short
            ("Asia/Tokyo", "America/Los_Angeles", 41),
        ],
    )
    def test_present_day_stays_and_the_next_ends_at_the_new_midnight(
        self, before: str, after: str, hours: int
    ) -> None:
        now = datetime(2026, 1, 15, 12, tzinfo=UTC)
        owner = Owner(before)
        told = owner.touch(now).ends_at
        owner.move(now, after)
        assert owner.touch(now).ends_at == told
        following = owner.touch(told)
        assert following.starts_at == told
        assert following.ends_at - told == hours * HOUR
        local_end = following.ends_at.astimezone(ZoneInfo(after))
        assert (local_end.hour, local_end.minute) == (0, 0)
        assert owner.touch(following.ends_at).date == local_end.date()

    @given(lives())
    def test_days_never_overlap_and_dates_only_go_forward(
        self, life: tuple[Owner, datetime]
    ) -> None:
        owner, _ = life
        for earlier, later in pairwise(owner.days):
            assert earlier.ends_at <= later.starts_at
            assert earlier.date < later.date

    @given(lives())
    def test_no_day_is_shorter_than_20_hours_or_longer_than_51(
        self, life: tuple[Owner, datetime]
    ) -> None:
        owner, _ = life
        for day in owner.days:
            assert SHORTEST_DAY <= day.ends_at - day.starts_at <= timedelta(hours=51)

    @given(lives())
    def test_moving_about_gives_no_more_days_than_the_calendar_has(
        self, life: tuple[Owner, datetime]
    ) -> None:
        owner, now = life
        began = owner.days[0].starts_at
        dates_on_earth = {
            (instant + offset).date()
            for instant, offset in (
                (began, timedelta(hours=-12)),
                (now, timedelta(hours=14)),
            )
        }
        assert owner.days[0].date >= min(dates_on_earth)
        assert owner.days[-1].date <= max(dates_on_earth)

    @given(lives(), far_zones)
    def test_a_move_never_changes_the_day_that_is_under_way(
        self, life: tuple[Owner, datetime], zone: str
    ) -> None:
        owner, now = life
        present = owner.touch(now)
        owner.move(now, zone)
        assert owner.touch(present.ends_at - timedelta(seconds=1)) == present
        assert owner.touch(present.ends_at) != present

    @given(lives())
    def test_who_stays_has_midnights_again_after_one_day(
        self, life: tuple[Owner, datetime]
    ) -> None:
        owner, now = life
        first = owner.touch(owner.touch(now).ends_at)
        second = owner.touch(first.ends_at)
        assert second == day_at(second.starts_at, owner.timezone, None)

    def test_hopping_every_hour_for_a_month_gives_a_month(self) -> None:
        owner = Owner("UTC")
        hops = ["Pacific/Kiritimati", "Etc/GMT+12", "UTC", "Asia/Tokyo"]
        for hour in range(24 * 30):
            owner.move(BEGIN + hour * HOUR, hops[hour % len(hops)])
        assert len(owner.days) <= 30
        assert owner.days[0].date == date(2024, 1, 1)

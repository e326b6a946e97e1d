"""The units of a day: the same for all processes, and the day is California's."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from deploy.local.servers import LocalServers
from libs.common.clock import FixedClock
from libs.common.ids import new_id
from services.social.clients.youtube_units import DailyUnits


@pytest.fixture
async def redis(local_servers: LocalServers) -> AsyncIterator[Redis]:
    client = Redis.from_url(local_servers.redis_url)
    yield client
    await client.aclose()


async def take_all(*processes: DailyUnits, times: int) -> int:
    asked = [units.take() for units in processes for _ in range(times)]
    return sum(await asyncio.gather(*asked))


class TestTake:
    async def test_processes_share_one_day(
        self, redis: Redis, clock: FixedClock
    ) -> None:
        account = new_id().hex
        processes = [DailyUnits(redis, clock, account, 50) for _ in range(3)]
        assert await take_all(*processes, times=40) == 50

    async def test_another_key_has_a_day_of_its_own(
        self, redis: Redis, clock: FixedClock
    ) -> None:
        keys = [DailyUnits(redis, clock, new_id().hex, 2) for _ in range(2)]
        assert await take_all(*keys, times=3) == 4

    async def test_flushed_redis_gives_nothing_back_to_who_has_used_it(
        self, redis: Redis, clock: FixedClock
    ) -> None:
        units = DailyUnits(redis, clock, new_id().hex, 3)
        assert await take_all(units, times=3) == 3
        await redis.flushdb()
        assert not await units.take()

    async def test_without_redis_a_process_counts_for_itself(
        self, clock: FixedClock
    ) -> None:
        nobody = Redis(port=9, socket_connect_timeout=1)
        assert await take_all(DailyUnits(nobody, clock, "a", 3), times=5) == 3

    async def test_what_one_process_hears_of_the_end_all_know(
        self, redis: Redis, clock: FixedClock
    ) -> None:
        account = new_id().hex
        one, other = (DailyUnits(redis, clock, account, 50) for _ in range(2))
        await one.use_up()
        assert not await other.take()
        clock.advance(timedelta(days=1))
        assert await other.take()


class TestRenewedAt:
    @pytest.mark.parametrize(
        ("now", "renewed_at"),
        [
            # Winter: eight hours behind; summer: seven; and the nights between them.
            ("2026-11-20T12:00", "2026-11-21T08:00"),
            ("2026-11-20T07:59", "2026-11-20T08:00"),
            ("2026-07-01T12:00", "2026-07-02T07:00"),
            ("2026-11-01T08:00", "2026-11-02T08:00"),
            ("2026-03-08T09:00", "2026-03-09T07:00"),
        ],
    )
    def test_midnight_in_california(self, now: str, renewed_at: str) -> None:
        clock = FixedClock(datetime.fromisoformat(now).replace(tzinfo=UTC))
        units = DailyUnits(Redis(port=9), clock, "a", 1)
        expected = datetime.fromisoformat(renewed_at).replace(tzinfo=UTC)
        assert units.renewed_at() == expected

    @given(st.integers(0, 10_000_000))
    def test_it_is_within_a_day_of_25_hours(self, minutes: int) -> None:
        began = datetime(2020, 1, 1, tzinfo=UTC)
        clock = FixedClock(began + timedelta(minutes=minutes))
        left = DailyUnits(Redis(port=9), clock, "a", 1).renewed_at() - clock.now()
        assert timedelta() < left <= timedelta(hours=25)

"""Limits counted by leases: against a real Redis, and without one."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from libs.common.ids import new_id
from libs.common.leased_limit import LeasedLimiter
from libs.common.rate_limit import Quota
from tests.fixtures.clock import ManualTime

HUNDRED = Quota("hundred", 100, 3600)


async def take_all(limiter: LeasedLimiter, key: str, times: int) -> int:
    decisions = await asyncio.gather(*(limiter.take(key) for _ in range(times)))
    return sum(decision.is_allowed for decision in decisions)


class TestTake:
    async def test_three_processes_admit_exactly_the_quota(self, redis: Redis) -> None:
        limiters = [LeasedLimiter(redis, HUNDRED) for _ in range(3)]
        key = new_id().hex

        taken = await asyncio.gather(*(take_all(one, key, 100) for one in limiters))

        assert sum(taken) == 100
        assert all(taken)

    async def test_idle_process_holds_back_a_tenth_at_most(self, redis: Redis) -> None:
        idle, busy = LeasedLimiter(redis, HUNDRED), LeasedLimiter(redis, HUNDRED)
        key = new_id().hex
        await idle.take(key)

        assert await take_all(busy, key, 200) == 90
        assert await take_all(idle, key, 20) == 9

    async def test_redis_is_asked_seldom(
        self, redis: Redis, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        limiter, key, asked = LeasedLimiter(redis, HUNDRED), new_id().hex, 0
        run = redis.eval

        async def count(*arguments: object) -> object:
            nonlocal asked
            asked += 1
            return await run(*arguments)  # type: ignore[arg-type, misc]

        monkeypatch.setattr(redis, "eval", count)
        assert await take_all(limiter, key, 50) == 50
        assert asked <= 8
        before = asked
        # What is used up is refused without a question until the window ends.
        await take_all(limiter, key, 100)
        used_up = asked
        assert await take_all(limiter, key, 100) == 0
        assert (used_up > before, asked) == (True, used_up)

    async def test_first_one_has_to_be_waited_for(self, redis: Redis) -> None:
        limiter, key = LeasedLimiter(redis, HUNDRED), new_id().hex

        assert not limiter.take_now(key)
        await limiter.take(key)
        assert limiter.take_now(key)

    async def test_refusal_says_when_the_window_ends(self, redis: Redis) -> None:
        clock = ManualTime()
        limiter = LeasedLimiter(redis, Quota("one", 1, 3600), clock)
        key = new_id().hex
        await limiter.take(key)
        refused = await limiter.take(key)

        assert (refused.is_allowed, refused.remaining) == (False, 0)
        assert 0 < refused.reset_seconds <= 3600
        clock.seconds += refused.reset_seconds
        await redis.flushall()  # as the end of the window does
        assert (await limiter.take(key)).is_allowed

    async def test_who_leaves_takes_the_lease_from_nobody(self, redis: Redis) -> None:
        limiter, key = LeasedLimiter(redis, HUNDRED), new_id().hex
        first = asyncio.create_task(limiter.take(key))
        second = asyncio.create_task(limiter.take(key))
        await asyncio.sleep(0)
        first.cancel()

        assert (await second).is_allowed


class TestWithoutRedis:
    @given(before=st.integers(0, 120), after=st.integers(0, 220))
    def test_process_by_itself_admits_no_more_than_the_quota(
        self, before: int, after: int
    ) -> None:
        async def play() -> None:
            async with LoneRedisThatEnds() as redis:
                limiter = LeasedLimiter(redis, HUNDRED)
                first = await take_all(limiter, "key", before)
                redis.is_gone = True
                second = await take_all(limiter, "key", after)
                assert first == min(before, 100)
                assert first + second == min(before + after, 100)

        asyncio.run(play())


class LoneRedisThatEnds(Redis):
    """Leases as the script does, until it is gone."""

    is_gone = False
    _leased = 0

    async def eval(self, *_: object) -> list[int]:  # type: ignore[override]
        if self.is_gone:
            raise ConnectionError
        left = HUNDRED.count - self._leased
        leased = max(1, left // 10) if left > 0 else 0
        self._leased += leased
        return [leased, 1_000_000]

"""The rate limiter against a real Redis, and without one."""

import asyncio

from redis.asyncio import Redis

from libs.common.ids import new_id
from libs.common.rate_limit import Quota, RateLimiter
from tests.common.limits.connecting import connect
from tests.fixtures.clock import ManualTime
from tests.fixtures.lone_redis import LoneRedis

TWENTY = Quota("twenty", 20, 3600)


def somebody() -> str:
    return new_id().hex


class TestTake:
    async def test_two_processes_admit_exactly_the_quota(
        self, server: LoneRedis, redis: Redis
    ) -> None:
        other_redis = connect(server)
        limiters = [RateLimiter(redis), RateLimiter(other_redis)]
        key = somebody()

        decisions = await asyncio.gather(
            *(limiters[i % 2].take(TWENTY, key) for i in range(200))
        )
        await other_redis.aclose()

        assert sum(d.is_allowed for d in decisions) == 20

    async def test_remaining_counts_down_to_zero(self, redis: Redis) -> None:
        limiter, key = RateLimiter(redis), somebody()

        decisions = [await limiter.take(TWENTY, key) for _ in range(21)]

        assert [d.remaining for d in decisions] == [*range(19, -1, -1), 0]
        assert [d.is_allowed for d in decisions] == [True] * 20 + [False]
        assert 3595 <= decisions[-1].reset_seconds <= 3600

    async def test_the_window_slides_and_frees_one_by_one(self, redis: Redis) -> None:
        limiter, key = RateLimiter(redis), somebody()
        quota = Quota("short", 2, 1)

        assert (await limiter.take(quota, key)).is_allowed
        await asyncio.sleep(0.6)
        assert (await limiter.take(quota, key)).is_allowed
        assert not (await limiter.take(quota, key)).is_allowed
        await asyncio.sleep(0.6)

        # The first has left the window, the second has not.
        assert (await limiter.take(quota, key)).is_allowed
        assert not (await limiter.take(quota, key)).is_allowed

    async def test_keys_and_quotas_do_not_share(self, redis: Redis) -> None:
        limiter, key = RateLimiter(redis), somebody()
        one, other = Quota("one", 1, 60), Quota("other", 1, 60)

        assert (await limiter.take(one, key)).is_allowed
        assert (await limiter.take(other, key)).is_allowed
        assert (await limiter.take(one, somebody())).is_allowed
        assert not (await limiter.take(one, key)).is_allowed

    async def test_entries_expire_in_redis(self, redis: Redis) -> None:
        limiter, key = RateLimiter(redis), somebody()

        await limiter.take(TWENTY, key)

        left = await redis.pttl(f"limit:twenty:{key}")
        assert 3_590_000 < left <= 3_600_000

    async def test_a_flushed_redis_frees_nothing_in_this_process(
        self, redis: Redis
    ) -> None:
        limiter, key = RateLimiter(redis), somebody()
        for _ in range(20):
            await limiter.take(TWENTY, key)

        await redis.flushall()

        assert not (await limiter.take(TWENTY, key)).is_allowed

    async def test_scripts_forgotten_by_redis_are_sent_again(
        self, redis: Redis
    ) -> None:
        limiter, key = RateLimiter(redis), somebody()
        await limiter.take(TWENTY, key)

        await redis.script_flush()

        assert (await limiter.take(TWENTY, key)).remaining == 18
        assert not limiter.is_degraded


class TestWithoutRedis:
    async def test_this_process_still_admits_exactly_the_quota(self) -> None:
        async with LoneRedis() as server:
            redis = connect(server)
            limiter, key = RateLimiter(redis), somebody()
            before = [await limiter.take(TWENTY, key) for _ in range(5)]
            await server.kill()

            after = await asyncio.gather(
                *(limiter.take(TWENTY, key) for _ in range(200))
            )
            await redis.aclose()

        assert sum(d.is_allowed for d in [*before, *after]) == 20
        assert limiter.is_degraded

    async def test_redis_is_asked_again_after_a_pause(self) -> None:
        time = ManualTime()
        async with LoneRedis() as server:
            redis = connect(server)
            limiter, key = RateLimiter(redis, time), somebody()
            await server.kill()
            assert (await limiter.take(TWENTY, key)).is_allowed
            assert limiter.is_degraded

            await server.start()
            time.seconds += 2

            assert not limiter.is_degraded
            assert (await limiter.take(TWENTY, key)).is_allowed
            assert await redis.llen(f"limit:twenty:{key}") == 1
            await redis.aclose()

    async def test_memory_forgets_what_left_the_window(self) -> None:
        time = ManualTime()
        redis = Redis.from_url("redis://127.0.0.1:1/0")
        limiter, key = RateLimiter(redis, time), somebody()
        quota = Quota("one", 1, 60)

        assert (await limiter.take(quota, key)).is_allowed
        refused = await limiter.take(quota, key)
        time.seconds += 60

        assert refused.reset_seconds == 60
        assert (await limiter.take(quota, key)).is_allowed
        await redis.aclose()

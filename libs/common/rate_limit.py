"""How often something may happen within a sliding window, exact across processes.

Redis decides, by one script per question. Each process also remembers what it let
through itself: that refuses without asking, survives a flushed Redis, and decides alone
while Redis is gone."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import cast

import structlog
from redis.asyncio import Redis
from redis.exceptions import NoScriptError, RedisError

from libs.common.recent import Recent

log = structlog.get_logger()

_KEYS_REMEMBERED = 20_000
_REDIS_PAUSE_SECONDS = 1.0

# KEYS[1]: times (ms) of what was let through, oldest first. ARGV: count, window in ms.
# Answers: 1 or 0 (let through), how many are in the window, ms until the oldest leaves.
_SCRIPT = """
local instant = redis.call('TIME')
local now = instant[1] * 1000 + math.floor(instant[2] / 1000)
local count, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local oldest = redis.call('LINDEX', KEYS[1], 0)
while oldest and tonumber(oldest) <= now - window do
  redis.call('LPOP', KEYS[1])
  oldest = redis.call('LINDEX', KEYS[1], 0)
end
local used = redis.call('LLEN', KEYS[1])
local allowed = 0
if used < count then
  redis.call('RPUSH', KEYS[1], now)
  redis.call('PEXPIRE', KEYS[1], window)
  used, allowed, oldest = used + 1, 1, oldest or now
end
return {allowed, used, oldest + window - now}
"""


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `count` within any `window_seconds`; `name` keeps quotas apart."""

    name: str
    count: int
    window_seconds: float


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it may happen, how often it still may, and when the next one is free:
    `reset_seconds` in whole ones, for people, `wait_seconds` to the millisecond."""

    is_allowed: bool
    remaining: int
    reset_seconds: int
    wait_seconds: float = 0.0


class RateLimiter:
    """Counts per quota and key (a user's id, an address)."""

    def __init__(
        self, redis: Redis, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._redis = redis
        self._script = redis.register_script(_SCRIPT)
        self._monotonic = monotonic
        self._memory: Recent[str, deque[float]] = Recent(_KEYS_REMEMBERED)
        self._redis_gone_until = 0.0

    @property
    def is_degraded(self) -> bool:
        """Redis failed a moment ago: counts are of this process alone."""
        return self._monotonic() < self._redis_gone_until

    async def take(self, quota: Quota, key: str) -> Decision:
        """Takes one of the quota, or refuses; a refusal costs nothing.

        Never raises for a missing Redis: then this process decides by itself."""
        place = f"limit:{quota.name}:{key}"
        times = self._remembered(place, quota)
        if len(times) >= quota.count:
            return self._decide(times, quota, is_allowed=False)
        decision = None if self.is_degraded else await self._ask_redis(quota, place)
        if decision is None:
            # Others may have come through while Redis failed to answer.
            times = self._remembered(place, quota)
            is_allowed = len(times) < quota.count
            if is_allowed:
                times.append(self._monotonic())
            return self._decide(times, quota, is_allowed=is_allowed)
        if decision.is_allowed:
            self._remembered(place, quota).append(self._monotonic())
        return decision

    async def _ask_redis(self, quota: Quota, place: str) -> Decision | None:
        arguments = (quota.count, round(quota.window_seconds * 1000))
        try:
            answer = await self._run_script(place, arguments)
        except (RedisError, OSError, TimeoutError) as error:
            if not self.is_degraded:
                log.warning("rate_limit_without_redis", error=type(error).__name__)
            self._redis_gone_until = self._monotonic() + _REDIS_PAUSE_SECONDS
            return None
        allowed, used, reset_ms = answer
        return Decision(
            is_allowed=bool(allowed),
            remaining=max(0, quota.count - used),
            reset_seconds=max(1, ceil(reset_ms / 1000)),
            wait_seconds=0.0 if allowed else max(0.0, reset_ms / 1000),
        )

    async def _run_script(
        self, place: str, arguments: tuple[int, int]
    ) -> tuple[int, int, int]:
        sha = self._script.sha
        try:
            answer = await self._redis.evalsha(sha, 1, place, *arguments)  # type: ignore[arg-type, misc]
        except NoScriptError:
            answer = await self._redis.eval(_SCRIPT, 1, place, *arguments)  # type: ignore[arg-type, misc]
        return cast("tuple[int, int, int]", tuple(answer))

    def _remembered(self, place: str, quota: Quota) -> deque[float]:
        times = self._memory.get(place, deque())
        self._memory.remember(place, times)
        begin = self._monotonic() - quota.window_seconds
        while times and times[0] <= begin:
            times.popleft()
        return times

    def _decide(
        self, times: deque[float], quota: Quota, *, is_allowed: bool
    ) -> Decision:
        wait = max(0.0, times[0] + quota.window_seconds - self._monotonic())
        return Decision(
            is_allowed=is_allowed,
            remaining=max(0, quota.count - len(times)),
            reset_seconds=max(1, ceil(wait)),
            wait_seconds=0.0 if is_allowed else wait,
        )

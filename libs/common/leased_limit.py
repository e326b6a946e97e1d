"""How often something may happen within a minute of the clock (or another window), for
what happens too often to ask Redis each time.

A process leases a part of what is left from Redis and counts in memory until that is
used up. So several processes together never pass the quota, and one that idles holds
back a tenth of what was left at most, until the window ends."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import cast

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from libs.common.rate_limit import Decision, Quota
from libs.common.recent import Recent
from libs.common.single_flight import SingleFlight

log = structlog.get_logger()

_KEYS_REMEMBERED = 100_000
_REDIS_PAUSE_SECONDS = 1.0

# KEYS[1]: how many are leased in this window. ARGV: count, window in ms.
# Answers: how many are leased now, ms until the window ends.
_SCRIPT = """
local instant = redis.call('TIME')
local now = instant[1] * 1000 + math.floor(instant[2] / 1000)
local count, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local ends_in = window - now % window
local left = count - tonumber(redis.call('GET', KEYS[1]) or '0')
if left <= 0 then
  return {0, ends_in}
end
local leased = math.max(1, math.floor(left / 10))
redis.call('INCRBY', KEYS[1], leased)
redis.call('PEXPIRE', KEYS[1], ends_in)
return {leased, ends_in}
"""


@dataclass(slots=True)
class _Lease:
    left: int
    used: int
    is_last: bool
    ends_at: float


class LeasedLimiter:
    """Counts one quota for each key (a user's id)."""

    def __init__(
        self,
        redis: Redis,
        quota: Quota,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.quota = quota
        self._redis = redis
        self._monotonic = monotonic
        self._leases: Recent[str, _Lease] = Recent(_KEYS_REMEMBERED)
        # Many who come at one moment take one part.
        self._leasing = SingleFlight(self._lease)
        self._redis_gone_until = 0.0

    @property
    def is_degraded(self) -> bool:
        """Redis failed a moment ago: counts are of this process alone."""
        return self._monotonic() < self._redis_gone_until

    def take_now(self, key: str) -> bool:
        """Takes one of what is leased; False where `take` has to be asked."""
        lease = self._leases.get(key)
        if lease is None or lease.left <= 0 or lease.ends_at <= self._monotonic():
            return False
        lease.left -= 1
        lease.used += 1
        return True

    async def take(self, key: str) -> Decision:
        """Takes one of the quota, or refuses; a refusal costs nothing.

        Never raises for a missing Redis: then this process decides by itself."""
        while not (is_allowed := self.take_now(key)):
            if self._is_used_up(key):
                break
            await self._leasing.wait(key)
        lease = self._leases[key]
        return Decision(
            is_allowed=is_allowed,
            remaining=lease.left,
            reset_seconds=max(1, ceil(lease.ends_at - self._monotonic())),
        )

    def _is_used_up(self, key: str) -> bool:
        """Whether nothing more is to be had in this window, as Redis has said."""
        lease = self._leases.get(key)
        return lease is not None and lease.is_last and lease.ends_at > self._monotonic()

    async def _lease(self, key: str) -> None:
        held = self._leases.get(key)
        used = held.used if held and held.ends_at > self._monotonic() else 0
        leased, ends_in_seconds = await self._ask_redis(key, used)
        lease = _Lease(
            left=leased,
            used=used,
            is_last=leased == 0,
            ends_at=self._monotonic() + ends_in_seconds,
        )
        self._leases.remember(key, lease)

    async def _ask_redis(self, key: str, used: int) -> tuple[int, float]:
        """How many more there are, and for how many seconds."""
        quota = self.quota
        if not self.is_degraded:
            arguments = (quota.count, round(quota.window_seconds * 1000))
            place = f"lease:{quota.name}:{key}"
            try:
                answer = await self._redis.eval(_SCRIPT, 1, place, *arguments)  # type: ignore[arg-type, misc]
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("lease_without_redis", error=type(error).__name__)
                self._redis_gone_until = self._monotonic() + _REDIS_PAUSE_SECONDS
            else:
                leased, ends_in_ms = cast("tuple[int, int]", tuple(answer))
                return leased, ends_in_ms / 1000
        ends_in = quota.window_seconds - time.time() % quota.window_seconds
        return max(0, quota.count - used), ends_in

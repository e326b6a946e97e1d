"""The units of YouTube's API that a key has used today.

The day is California's. What YouTube itself says stands above our own counting: it
knows what else the project of the key is used for. Source: developers.google.com,
YouTube Data API, quota; seen November 2026."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from libs.common.clock import Clock

log = structlog.get_logger()

_PACIFIC = ZoneInfo("America/Los_Angeles")
_KEPT_SECONDS = 26 * 3600  # one of the days has 25 hours


class DailyUnits:
    """Counted for all processes in Redis, and in this one alone where that is gone."""

    def __init__(self, redis: Redis, clock: Clock, account: str, most: int) -> None:
        self._redis = redis
        self._clock = clock
        self._account = account
        self.most = most
        self._day: date | None = None
        self._used = 0

    async def take(self) -> bool:
        """Counts one call; False where the day's units are used up."""
        day = self._begin_day()
        if self._used >= self.most:
            return False
        self._used += 1
        try:
            place = self._place(day)
            turn = int(await self._redis.incr(place))
            await self._redis.expire(place, _KEPT_SECONDS)
        except (RedisError, OSError) as error:
            log.warning("youtube_units_without_redis", error=type(error).__name__)
            return True
        if day == self._day:
            self._used = max(self._used, turn)
        # Its own turn, whatever others have taken while Redis answered.
        return turn <= self.most

    async def use_up(self) -> None:
        """YouTube has said that there are none left."""
        day = self._begin_day()
        self._used = max(self._used, self.most)
        try:
            await self._redis.set(self._place(day), self._used, ex=_KEPT_SECONDS)
        except (RedisError, OSError) as error:
            log.warning("youtube_units_without_redis", error=type(error).__name__)

    def renewed_at(self) -> datetime:
        """The next midnight in California, UTC."""
        tomorrow = self._today() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), _PACIFIC).astimezone(UTC)

    def _begin_day(self) -> date:
        today = self._today()
        if today != self._day:
            self._day, self._used = today, 0
        return today

    def _today(self) -> date:
        return self._clock.now().astimezone(_PACIFIC).date()

    def _place(self, day: date) -> str:
        return f"youtube:units:{self._account}:{day.isoformat()}"

"""What Redis holds under a user's id: limits, which run out by themselves as well."""

from uuid import UUID

import structlog
from redis.exceptions import RedisError

from libs.common.resources import Resources

log = structlog.get_logger()

_AT_ONCE = 1_000


async def forget_in_redis(resources: Resources, user_id: UUID) -> None:
    """Deletes all keys that name the user; best effort, for Redis holds no truth."""
    try:
        pattern = f"*{user_id}*"
        async for key in resources.redis.scan_iter(match=pattern, count=_AT_ONCE):
            await resources.redis.delete(key)
    except (RedisError, OSError) as error:
        log.warning("redis_not_cleared", error=repr(error))

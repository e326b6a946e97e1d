"""The connection to Redis, which wakes and limits but holds no truth."""

from typing import Any, Final

from redis.asyncio import Redis

# Seconds. Nothing may hang because Redis does.
PATIENCE: Final[dict[str, Any]] = {
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "health_check_interval": 30,
    "retry_on_timeout": False,
}


def build_redis(url: str) -> Redis:
    """A client that gives up within seconds, and connects when it is first used."""
    # Without a name of its library each connection is there two answers sooner.
    client: Redis = Redis.from_url(url, lib_name=None, lib_version=None, **PATIENCE)
    return client

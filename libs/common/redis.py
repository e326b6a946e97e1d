"""The connection to Redis, which wakes and limits but holds no truth."""

from redis.asyncio import Redis


def build_redis(url: str) -> Redis:
    """A client that gives up quickly: nothing may hang because Redis does."""
    client: Redis = Redis.from_url(
        url,
        socket_connect_timeout=2,
        socket_timeout=5,
        health_check_interval=30,
        retry_on_timeout=False,
    )
    return client

"""Clients of the Redis of these tests."""

from redis.asyncio import BlockingConnectionPool, Redis

from tests.fixtures.lone_redis import LoneRedis


def connect(server: LoneRedis) -> Redis:
    pool = BlockingConnectionPool.from_url(
        server.url, max_connections=16, socket_timeout=1, socket_connect_timeout=1
    )
    return Redis.from_pool(pool)

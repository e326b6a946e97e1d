"""A Redis that these tests may stop, and a client of it."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from tests.common.limits.connecting import connect
from tests.fixtures.lone_redis import LoneRedis


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[LoneRedis]:
    async with LoneRedis() as server:
        yield server


@pytest.fixture
async def redis(server: LoneRedis) -> AsyncIterator[Redis]:
    client = connect(server)
    yield client
    await client.aclose()

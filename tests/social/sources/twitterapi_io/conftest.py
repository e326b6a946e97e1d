"""The emulated TwitterAPI.io, and a source that asks it."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from deploy.local.servers import LocalServers
from libs.common.clock import FixedClock
from libs.common.http.vendor import VendorTools
from libs.common.http.vendor_terms import VendorPatience
from libs.common.rate_limit import RateLimiter
from libs.common.redis import build_redis
from services.social.clients.twitterapi_io import TwitterApiOptions
from services.social.sources.twitterapi_io.source import TweetRules, TwitterApiSource
from tests.emulators.twitterapi_io import TwitterApi, serve_twitterapi
from tests.fixtures.telemetry import build_outside_calls

BuildSource = Callable[..., TwitterApiSource]


@pytest.fixture(scope="session")
async def served_api() -> AsyncIterator[TwitterApi]:
    """The vendor, on its port."""
    async with serve_twitterapi() as served:
        yield served


@pytest.fixture
def api(served_api: TwitterApi) -> TwitterApi:
    """The vendor, as new."""
    served_api.reset()
    return served_api


@pytest.fixture
async def build_source(
    api: TwitterApi, local_servers: LocalServers, clock: FixedClock
) -> AsyncIterator[BuildSource]:
    """`build_source(most_replies=20)`: a source without much patience."""
    redis = build_redis(local_servers.redis.url)
    built: list[TwitterApiSource] = []

    def build(most_replies: int = 0, **options: Any) -> TwitterApiSource:
        given = {
            "key": api.key,
            "base_url": api.url,
            "requests_per_second": 1000,
            "post_micro_usd": 150,
            "patience": VendorPatience(timeout_seconds=0.5, first_delay_seconds=0.01),
            **options,
        }
        tools = VendorTools(clock, build_outside_calls(), RateLimiter(redis))
        rules = TweetRules(most_replies, most_video_bytes=10**9)
        source = TwitterApiSource(TwitterApiOptions(**given), rules, tools)
        built.append(source)
        return source

    yield build
    for source in built:
        await source.close()
    await redis.aclose()

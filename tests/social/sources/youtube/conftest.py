"""An emulated YouTube, and the source that asks it."""

from collections.abc import AsyncIterator, Callable

import pytest
from redis.asyncio import Redis

from libs.common.clock import FixedClock
from libs.common.http.vendor import VendorTools
from services.social.clients.youtube_data import YouTubeDataClient, YouTubeOptions
from services.social.clients.youtube_units import DailyUnits
from services.social.sources.youtube.source import YouTubeDataSource
from tests.emulators.youtube_data import KEY, YouTube, serve_youtube
from tests.fixtures.telemetry import build_outside_calls

BuildSource = Callable[..., YouTubeDataSource]


@pytest.fixture(scope="module")
async def opened_youtube() -> AsyncIterator[YouTube]:
    async with serve_youtube() as served:
        yield served


@pytest.fixture
def youtube(opened_youtube: YouTube) -> YouTube:
    """YouTube, which has forgotten what other tests told it."""
    fresh = YouTube(url=opened_youtube.url)
    opened_youtube.__dict__.update(fresh.__dict__)
    return opened_youtube


@pytest.fixture
async def build_source(
    youtube: YouTube, clock: FixedClock
) -> AsyncIterator[BuildSource]:
    """`build_source(key=..., comments=..., units_per_day=...)`: a source with little
    patience, whose units are counted in this process alone."""
    opened = []

    def build(
        key: str = KEY, comments: int = 0, units_per_day: int = 10_000
    ) -> YouTubeDataSource:
        options = YouTubeOptions(youtube.api_url, key, 0.5, 0.01)
        redis = Redis(port=9, socket_connect_timeout=1)
        units = DailyUnits(redis, clock, "test", units_per_day)
        tools = VendorTools(clock, build_outside_calls())
        client = YouTubeDataClient(options, tools, units)
        opened.append(YouTubeDataSource(client, clock, comments))
        return opened[-1]

    yield build
    for source in opened:
        await source.close()


@pytest.fixture
def source(build_source: BuildSource) -> YouTubeDataSource:
    """The source with the right key, which asks for no comments."""
    return build_source()

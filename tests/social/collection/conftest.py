"""Social with a collector of one's own behind it, and a worker that runs."""

from collections.abc import AsyncIterator

import pytest

from tests.emulators.collector import Collector, serve_collector
from tests.social.conftest import StartSocial
from tests.social.running import Social


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    """The emulated collector."""
    async with serve_collector() as served:
        yield served


@pytest.fixture
async def collecting(start_social: StartSocial, collector: Collector) -> Social:
    """Social that collects from it."""
    started: Social = await start_social(
        custom_source_url=collector.url,
        custom_source_timeout_seconds=5.0,
        url_guard_allowed_hosts=(collector.host_and_port,),
    )
    await started.run_worker()
    return started

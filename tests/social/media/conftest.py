"""An emulated host of media, and social that may fetch from it."""

from collections.abc import AsyncIterator

import pytest

from tests.emulators.media_host import MediaHost, serve_media_host
from tests.factories.media import draw_picture, film
from tests.social.conftest import StartSocial
from tests.social.running import Social


@pytest.fixture
async def host() -> AsyncIterator[MediaHost]:
    """It has `a.jpg`, `b.jpg` and `a.mp4`."""
    async with serve_media_host() as served:
        served.put("a.jpg", draw_picture())
        served.put("b.jpg", draw_picture(seed=1))
        served.put("a.mp4", film(2.0, has_sound=True))
        yield served


@pytest.fixture
async def fed(start_social: StartSocial, host: MediaHost) -> Social:
    """Social with a worker."""
    started: Social = await start_social(
        url_guard_allowed_hosts=(host.host_and_port,),
        media_max_image_bytes=200_000,
        media_timeout_seconds=1.0,
    )
    await started.run_worker()
    return started

"""The fixture of a stage, for all folders that follow creators."""

from collections.abc import AsyncIterator

import pytest

from tests.fixtures.serving import Served
from tests.social.conftest import StartSocial
from tests.social.creators.stage import Billing, Listing, Stage


@pytest.fixture
async def stage(start_social: StartSocial) -> AsyncIterator[Stage]:
    """Social, its sources one that lists by rule; no worker runs yet."""
    billing, listing = Billing(), Listing()
    async with Served(billing.build_routes()) as served:
        social = await start_social(internal_url=served.url, creator_watch_at_once=3)
        demo = social.resources.sources.sources[:1]
        social.resources.sources.sources = (*demo, listing)
        yield Stage(social, billing, listing)

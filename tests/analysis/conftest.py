"""Analysis with its worker, between stand-ins for social and billing."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI

from libs.common.app import build_app
from libs.common.settings import CommonSettings
from services.analysis.main import create_app
from services.analysis.settings import Settings
from services.analysis.worker import build_handlers
from tests.analysis.neighbours import (
    BillingSettings,
    Neighbours,
    SocialSettings,
    serve,
)
from tests.fixtures.app import RunningService, StartService


def build_bare(settings: CommonSettings) -> FastAPI:
    """A neighbour's application: the message tables alone, which every service has."""
    return build_app(settings, [])


@pytest.fixture
async def neighbours(start_service: StartService) -> AsyncIterator[Neighbours]:
    """Social and billing, played by rule."""
    played = Neighbours()
    async with serve(played.build_routes()) as url:
        played.url = url
        yield played


@pytest.fixture
async def idle_analysis(
    start_service: StartService,
    neighbours: Neighbours,
    request: pytest.FixtureRequest,
) -> RunningService:
    """Analysis' web process alone: what it takes in waits in the outbox.

    Other settings can be given as its parameter."""
    overrides: dict[str, Any] = getattr(request, "param", {})
    service: RunningService = await start_service(
        Settings,
        create_app,
        internal_url=neighbours.url,
        stage_retry_delay_seconds=0.01,
        neighbour_patience_seconds=3,
        **overrides,
    )
    return service


@pytest.fixture
async def analysis(
    idle_analysis: RunningService, start_service: StartService, neighbours: Neighbours
) -> RunningService:
    """Analysis at work, and both neighbours' workers."""
    social = await start_service(SocialSettings, build_bare, database="insights")
    billing = await start_service(BillingSettings, build_bare, database="analytics")
    await social.run_worker(neighbours.social_handlers())
    await social.run_worker(neighbours.speech_handlers(), lane="speech")
    await billing.run_worker(neighbours.billing_handlers())
    await idle_analysis.run_worker(build_handlers())
    return idle_analysis

"""A caller and a callee, each with a database; workers are started by the tests."""

import pytest

from tests.common.jobs.pair import CalleeSettings, CallerSettings, create_app
from tests.fixtures.app import RunningService, StartService


@pytest.fixture
async def caller(start_service: StartService) -> RunningService:
    """The service that sends; without a worker so far."""
    service: RunningService = await start_service(
        CallerSettings, create_app, database="analytics", access_log_enabled=False
    )
    return service


@pytest.fixture
async def callee(start_service: StartService) -> RunningService:
    """The service that works; without a worker so far."""
    service: RunningService = await start_service(
        CalleeSettings, create_app, database="insights", access_log_enabled=False
    )
    return service

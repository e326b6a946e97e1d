"""Billing with a clock that tests move, with and without its worker."""

from dataclasses import replace

import pytest

from libs.common.clock import FixedClock
from services.billing.main import create_app
from services.billing.resources import BillingResources
from services.billing.settings import Settings
from services.billing.worker import build_handlers
from tests.billing.asking import Billing
from tests.fixtures.app import StartService


@pytest.fixture
async def billing(start_service: StartService, clock: FixedClock) -> Billing:
    """Billing's web process; what it is sent by message is handled by `receive`."""
    return await _start(start_service, clock)


@pytest.fixture
async def working_billing(billing: Billing) -> Billing:
    """The same, and its worker."""
    await billing.service.run_worker(build_handlers())
    return billing


@pytest.fixture
async def short_patience(start_service: StartService, clock: FixedClock) -> Billing:
    """With a worker that gives a message up after its first failure."""
    billing = await _start(start_service, clock, job_max_attempts=1)
    await billing.service.run_worker(build_handlers())
    return billing


async def _start(
    start_service: StartService, clock: FixedClock, **settings: object
) -> Billing:
    service = await start_service(Settings, create_app, **settings)
    held = service.resources
    assert isinstance(held, BillingResources)
    service.app.state.resources = replace(held, clock=clock)
    return Billing(service, clock)

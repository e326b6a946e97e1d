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
    service = await start_service(Settings, create_app)
    held = service.resources
    assert isinstance(held, BillingResources)
    service.app.state.resources = replace(held, clock=clock)
    return Billing(service, clock)


@pytest.fixture
async def working_billing(billing: Billing) -> Billing:
    """The same, and its worker."""
    await billing.service.run_worker(build_handlers())
    return billing

"""A running social service, with a clock that tests move."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

import pytest

from libs.common.clock import FixedClock
from services.social.main import create_app
from services.social.resources import SocialResources, open_resources
from services.social.settings import Settings
from tests.fixtures.app import StartService
from tests.social.running import Social

StartSocial = Callable[..., Any]


@pytest.fixture
async def start_social(start_service: StartService, clock: FixedClock) -> StartSocial:
    """`await start_social(**settings)`: the service, its tables empty."""

    opened = partial(open_resources, clock=clock)

    async def start(**overrides: Any) -> Social:
        service = await start_service(
            Settings, create_app, open_resources=opened, **overrides
        )
        return Social(service, cast("SocialResources", service.resources), clock)

    return start


@pytest.fixture
async def social(start_social: StartSocial) -> Social:
    """The service without any source of posts but the demo."""
    started: Social = await start_social()
    return started

"""A running auth service, with a clock that tests move."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, cast

import pytest

from libs.common.clock import FixedClock
from libs.common.http.url_guard import Resolver
from services.auth.main import create_app
from services.auth.resources import AuthResources, open_auth_resources
from services.auth.settings import Settings
from tests.auth.running import Auth
from tests.auth.webhook_kit import (
    StartWebhooks,
    WebhookAuth,
    open_with_resolver,
    resolve,
)
from tests.fixtures.app import StartService

StartAuth = Callable[..., Any]


@pytest.fixture
async def start_auth(start_service: StartService, clock: FixedClock) -> StartAuth:
    """`await start_auth(**settings)`: one more process, on the same database."""

    opened = partial(open_auth_resources, clock=clock)

    async def start(**overrides: Any) -> Auth:
        cheap = {"password_memory_kib": 64, "password_passes": 1}
        service = await start_service(
            Settings, create_app, open_resources=opened, **{**cheap, **overrides}
        )
        resources = cast("AuthResources", service.resources)
        running = service.run_worker
        return Auth(service.client(), resources, clock, running, service.app)

    return start


@pytest.fixture
async def start_webhooks(
    start_service: StartService, clock: FixedClock
) -> AsyncIterator[StartWebhooks]:
    """`await start_webhooks(**settings)`: one more process, to which strangers' names
    are what the tests say; receivers on this machine are allowed."""
    async with AsyncExitStack() as stack:

        async def start(resolver: Resolver = resolve, **overrides: Any) -> WebhookAuth:
            settings = {"webhook_allow_loopback": True, **overrides}
            service = await start_service(
                Settings,
                create_app,
                open_resources=partial(open_with_resolver, clock, resolver),
                **settings,
            )
            resources = cast("AuthResources", service.resources)
            http = await stack.enter_async_context(service.client())
            running = Auth(http, resources, clock, service.run_worker)
            courier = resources.webhooks.build_courier()
            stack.push_async_callback(courier.stop, 0)
            return WebhookAuth(running, courier)

        yield start


@pytest.fixture
async def auth(start_auth: StartAuth) -> AsyncIterator[Auth]:
    """The service, its tables empty."""
    started: Auth = await start_auth()
    async with started.http:
        yield started

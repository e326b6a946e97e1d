"""A receiver, a process of auth that sends to it, and somebody who listens."""

from collections.abc import AsyncIterator

import pytest

from tests.auth.webhook_kit import Owner, StartWebhooks, WebhookAuth
from tests.emulators.webhook_receiver import Receiver, serve_receiver


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with serve_receiver() as running:
        yield running


@pytest.fixture
async def running(start_webhooks: StartWebhooks) -> WebhookAuth:
    return await start_webhooks(webhook_timeout_seconds=0.3)


@pytest.fixture
def ada(running: WebhookAuth) -> Owner:
    return running.owner()

"""The daily purge of messages."""

from datetime import timedelta

from libs.common.jobs import inbox
from libs.common.jobs.handlers import Job
from libs.common.jobs.inbox import Lease
from services.auth.webhook_deliveries.tasks import (
    PurgeWebhookMessages,
    purge_webhook_messages,
)
from tests.auth.webhook_kit import StartWebhooks, WebhookAuth
from tests.common.jobs.pair import envelope


async def purge(running: WebhookAuth) -> None:
    """Runs the job as the worker does, under a lease."""
    resources = running.auth.resources
    message = envelope()
    async with resources.database.unit_of_work() as session:
        await inbox.record(session, message)
        lease = await inbox.lease(session, message.id, timedelta(minutes=1))
    assert isinstance(lease, Lease)
    await purge_webhook_messages(Job(lease, resources), PurgeWebhookMessages())


class TestPurgeWebhookMessages:
    async def test_messages_go_after_thirty_days_with_all_that_belongs_to_them(
        self, start_webhooks: StartWebhooks
    ) -> None:
        running = await start_webhooks(webhook_allow_loopback=False)
        owner = running.owner()
        made = await owner.create(url="https://hooks.example.com/in")
        await running.happen(owner)
        async with running.auth.resources.webhooks.carrier.open_ledger() as ledger:
            assert len(await ledger.take(1, slow_limit=1)) == 1
        running.auth.clock.advance(timedelta(days=20))
        await running.happen(owner)
        await purge(running)
        assert len(await owner.list_deliveries(made["id"])) == 2
        running.auth.clock.advance(timedelta(days=10, seconds=1))
        await purge(running)
        assert len(await owner.list_deliveries(made["id"])) == 1
        assert await running.auth.ask("SELECT id FROM webhook_attempts") == []
        assert len(await running.auth.ask("SELECT id FROM webhook_messages")) == 1

"""The daily upkeep of secrets."""

from datetime import timedelta

from services.auth.webhook_endpoints.tasks import (
    TidyWebhookSecrets,
    tidy_webhook_secrets,
)
from tests.auth.webhook_kit import ENDPOINTS, StartWebhooks, WebhookAuth
from tests.fixtures.app import TEST_SECRET


async def tidy(running: WebhookAuth) -> None:
    resources = running.auth.resources
    async with resources.database.unit_of_work() as session:
        await tidy_webhook_secrets(resources, session, TidyWebhookSecrets())


class TestTidyWebhookSecrets:
    async def test_secrets_outlive_two_changes_of_the_key_they_are_sealed_with(
        self, start_webhooks: StartWebhooks
    ) -> None:
        first = await start_webhooks()
        owner = first.owner()
        made = await owner.create()
        await first.owner().create()
        second = await start_webhooks(
            secret_key="a second secret key", secret_key_previous=TEST_SECRET
        )
        await tidy(second)
        third = await start_webhooks(
            secret_key="a third secret key", secret_key_previous="a second secret key"
        )
        await tidy(third)
        await tidy(first)  # cannot read them, and leaves them as they are
        path = f"{ENDPOINTS}/{made['id']}/secret"
        read = await third.owner(owner.id).get(path)
        assert read["secret"] == made["secret"]

    async def test_secret_that_signs_no_more_is_forgotten(
        self, start_webhooks: StartWebhooks
    ) -> None:
        running = await start_webhooks()
        owner = running.owner()
        made = await owner.create()
        await owner.call("POST", f"{ENDPOINTS}/{made['id']}/rotate-secret")
        kept = "SELECT sealed_previous_secret IS NOT NULL FROM webhook_endpoints"
        await tidy(running)
        assert await running.auth.ask(kept) == [(True,)]
        running.auth.clock.advance(timedelta(hours=24))
        await tidy(running)
        assert await running.auth.ask(kept) == [(False,)]

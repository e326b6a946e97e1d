"""What a process of auth holds to send webhooks."""

import asyncio
from dataclasses import dataclass

from libs.common.http.url_guard import UrlGuard
from libs.common.resources import Resources
from services.auth.clients.webhook_receiver import WebhookReceivers
from services.auth.mails.post import Post
from services.auth.settings import Settings
from services.auth.webhook_deliveries.carrier import Carrier
from services.auth.webhook_deliveries.courier import Courier
from services.auth.webhook_endpoints.notices import WebhookNotices
from services.auth.webhook_endpoints.secrets import WebhookSecrets


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Built once. `api_url` is where the API is reached from outside; `bell` wakes the
    courier of this process, which a worker runs and a web process does not."""

    api_url: str
    receivers: WebhookReceivers
    secrets: WebhookSecrets
    carrier: Carrier
    bell: asyncio.Event
    concurrency: int

    async def ring(self) -> None:
        """Something is due."""
        self.bell.set()

    def build_courier(self) -> Courier:
        """What sends all that is due."""
        return Courier(self.carrier, self.bell, limit=self.concurrency)


def build_webhooks(
    settings: Settings, common: Resources, guard: UrlGuard | None = None
) -> Webhooks:
    """All of it, by the settings."""
    receivers = WebhookReceivers(
        guard or UrlGuard(),
        timeout_seconds=settings.webhook_timeout_seconds,
        allows_loopback=settings.webhook_allow_loopback,
    )
    secrets = WebhookSecrets(*settings.secrets)
    notices = WebhookNotices(Post(common.jobs, common.clock))
    return Webhooks(
        api_url=f"{settings.public_url}/api/v1",
        receivers=receivers,
        secrets=secrets,
        carrier=Carrier(common.database, receivers, secrets, notices, common.clock),
        bell=asyncio.Event(),
        concurrency=settings.webhook_concurrency,
    )

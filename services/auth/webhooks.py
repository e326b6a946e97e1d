"""What a process of auth holds to send webhooks."""

import asyncio
from dataclasses import dataclass

from libs.common.http.resolving import ThreadedResolver
from libs.common.http.url_guard import Resolver, UrlGuard
from libs.common.resources import Resources
from services.auth.clients.webhook_receiver import WebhookReceivers
from services.auth.mails.post import Post
from services.auth.settings import Settings
from services.auth.webhook_deliveries.carrier import Carrier, Lanes
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
    settings: Settings, common: Resources, resolver: Resolver | None = None
) -> Webhooks:
    """All of it, by the settings."""

    def build_lane() -> WebhookReceivers:
        # Each has threads of its own for names: who is slow in that too is slow alone.
        return WebhookReceivers(
            UrlGuard(resolver or ThreadedResolver(settings.webhook_concurrency)),
            common.outside_calls,
            timeout_seconds=settings.webhook_timeout_seconds,
            allows_loopback=settings.webhook_allow_loopback,
        )

    lanes = Lanes(quick=build_lane(), slow=build_lane())
    secrets = WebhookSecrets(*settings.secrets)
    notices = WebhookNotices(Post(common.jobs, common.clock))
    return Webhooks(
        api_url=f"{settings.public_url}/api/v1",
        receivers=lanes.slow,
        secrets=secrets,
        carrier=Carrier(
            common.database,
            lanes,
            secrets,
            notices,
            common.clock,
        ),
        bell=asyncio.Event(),
        concurrency=settings.webhook_concurrency,
    )

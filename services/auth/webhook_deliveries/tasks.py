"""Jobs of webhooks."""

from datetime import timedelta
from typing import ClassVar, cast

import structlog

from libs.common.contracts.base import Message
from libs.common.jobs.handlers import Job
from services.auth.resources import AuthResources
from services.auth.settings import Settings
from services.auth.webhook_deliveries.repository import WebhookDeliveryRepository

log = structlog.get_logger()

_BATCH = 1_000


class PurgeWebhookMessages(Message):
    """Deletes messages, with their deliveries and attempts, when their time is over."""

    name: ClassVar[str] = "auth.webhook_deliveries.purge"
    owner: ClassVar[str] = "auth"


async def purge_webhook_messages(job: Job, _: PurgeWebhookMessages) -> None:
    """Handles PurgeWebhookMessages."""
    held = cast("AuthResources", job.resources)
    days = cast("Settings", held.settings).webhook_retention_days
    before = held.clock.now() - timedelta(days=days)
    deleted = _BATCH
    while deleted == _BATCH:
        async with job.unit_of_work() as session:
            deliveries = WebhookDeliveryRepository(session)
            deleted = await deliveries.delete_messages(before, _BATCH)

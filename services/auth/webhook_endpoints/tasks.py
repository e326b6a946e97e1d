"""Jobs of webhook endpoints."""

from typing import ClassVar, cast

from libs.common.contracts.base import Message
from libs.common.db.session import WriteSession
from libs.common.resources import Resources
from services.auth.resources import AuthResources
from services.auth.webhook_endpoints.upkeep import SecretUpkeep


class TidyWebhookSecrets(Message):
    """Forgets secrets that sign no more; seals the others under today's SECRET_KEY."""

    name: ClassVar[str] = "auth.webhook_endpoints.tidy_secrets"
    owner: ClassVar[str] = "auth"


async def tidy_webhook_secrets(
    resources: Resources, session: WriteSession, _: TidyWebhookSecrets
) -> None:
    """Handles TidyWebhookSecrets."""
    held = cast("AuthResources", resources)
    await SecretUpkeep(session, held.webhooks.secrets, held.clock).tidy()

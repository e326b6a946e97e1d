"""Events that integrators are told of."""

from typing import Any, cast

from libs.common.db.session import WriteSession
from libs.common.resources import Resources
from services.auth.resources import AuthResources
from services.auth.webhook_messages.service import WebhookMessageService


async def take_in_event(
    resources: Resources, session: WriteSession, event: Any
) -> None:
    """Handles each event of the catalogue; they all have an `owner_id`."""
    held = cast("AuthResources", resources).webhooks
    messages = WebhookMessageService(
        session, resources.clock, api_url=held.api_url, ring=held.ring
    )
    await messages.take_in(event, event.owner_id)

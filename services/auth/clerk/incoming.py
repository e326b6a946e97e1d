"""Where Clerk's webhooks come in."""

from fastapi import APIRouter, Request

from libs.common.errors import PayloadTooLarge
from libs.common.http.signed_webhooks import MAX_BYTES, WebhookNotGenuine
from libs.common.schemas import error_responses
from services.auth.clerk.deps import Inbox
from services.auth.clerk.errors import ClerkNotInUse
from services.auth.clerk.schemas import WebhookTaken
from services.auth.deps import CurrentAuthResources

router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"])


@router.post(
    "/webhooks/clerk",
    responses=error_responses(WebhookNotGenuine, ClerkNotInUse, PayloadTooLarge),
)
async def take_webhook(
    request: Request, inbox: Inbox, resources: CurrentAuthResources
) -> WebhookTaken:
    """Takes a webhook that Clerk has signed (`svix-id`, `svix-timestamp`,
    `svix-signature`); each is stored once and handled afterwards."""
    verifier = resources.clerk_webhooks
    if resources.clerk is None or not verifier.is_configured:
        raise ClerkNotInUse
    body = await _read(request)
    event_id = verifier.verify(request.headers, body, resources.clock.now())
    is_new = await inbox.store(event_id, body)
    return WebhookTaken(outcome="stored" if is_new else "known")


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise PayloadTooLarge
    return bytes(body)

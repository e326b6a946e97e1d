"""Routes of deliveries: the log, tests, replays."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from libs.common.errors import InvalidFields, MalformedRequest
from libs.common.identity import Identity, IdentityNotValid, ScopeMissing, require
from libs.common.pagination import PageParameters
from libs.common.schemas import Page, error_responses
from services.auth.deps import WebhookDeliveries
from services.auth.webhook_deliveries.errors import (
    TooManyWebhookTests,
    WebhookDeliveryNotFound,
)
from services.auth.webhook_deliveries.schemas import (
    WebhookDeliveryRead,
    WebhookReplay,
    WebhookReplayed,
)
from services.auth.webhook_deliveries.states import DeliveryState
from services.auth.webhook_endpoints.errors import (
    WebhookEndpointDisabled,
    WebhookEndpointNotFound,
)

router = APIRouter(
    prefix="/api/v1/accounts/webhook-endpoints/{endpoint_id}",
    tags=["webhooks"],
    responses=error_responses(
        IdentityNotValid, ScopeMissing, WebhookEndpointNotFound, InvalidFields
    ),
)
Reader = Annotated[Identity, Depends(require("accounts:read"))]
Writer = Annotated[Identity, Depends(require("accounts:write"))]
State = Annotated[DeliveryState | None, Query(description="Only those in this state")]
EventTypeName = Annotated[
    str | None, Query(alias="type", max_length=100, description="Only of this type")
]


@router.post("/test", responses=error_responses(TooManyWebhookTests))
async def test_webhook_endpoint(
    endpoint_id: UUID, caller: Writer, deliveries: WebhookDeliveries
) -> WebhookDeliveryRead:
    """Sends `webhook.ping` once, now, and answers with what came of it.

    Takes up to 15 seconds. Sent to paused and disabled endpoints too; a failure does
    not count against the endpoint."""
    return await deliveries.send_test(caller.owner_id, endpoint_id)


@router.get("/deliveries")
async def list_webhook_deliveries(
    endpoint_id: UUID,
    caller: Reader,
    deliveries: WebhookDeliveries,
    page: PageParameters,
    state: State = None,
    event_type: EventTypeName = None,
) -> Page[WebhookDeliveryRead]:
    """What was sent, or is to be sent, in the last 30 days; newest first."""
    return await deliveries.list_log(
        caller.owner_id, endpoint_id, page, state=state, event_type=event_type
    )


@router.post(
    "/deliveries/{delivery_id}/replay",
    responses=error_responses(WebhookDeliveryNotFound, WebhookEndpointDisabled),
)
async def replay_webhook_delivery(
    endpoint_id: UUID, delivery_id: UUID, caller: Writer, deliveries: WebhookDeliveries
) -> WebhookDeliveryRead:
    """Sends it again, with the same `webhook-id` and all its attempts anew."""
    return await deliveries.replay(caller.owner_id, endpoint_id, delivery_id)


@router.post(
    "/replay", responses=error_responses(MalformedRequest, WebhookEndpointDisabled)
)
async def replay_webhook_deliveries(
    endpoint_id: UUID,
    wanted: WebhookReplay,
    caller: Writer,
    deliveries: WebhookDeliveries,
) -> WebhookReplayed:
    """Sends again whatever has failed since; for receivers that were down."""
    count = await deliveries.replay_since(caller.owner_id, endpoint_id, wanted)
    return WebhookReplayed(replayed=count)

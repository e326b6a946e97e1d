"""Routes of webhook endpoints."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from libs.common.errors import InvalidFields, MalformedRequest
from libs.common.identity import Identity, IdentityNotValid, ScopeMissing, require
from libs.common.pagination import PageParameters
from libs.common.schemas import Page, error_responses
from services.auth.deps import WebhookEndpointReader, WebhookEndpoints, WebhookKit
from services.auth.webhook_endpoints.errors import (
    TooManyWebhookEndpoints,
    WebhookEndpointNotFound,
    WebhookEventTypeUnknown,
    WebhookSecretLost,
    WebhookUrlNotAccepted,
)
from services.auth.webhook_endpoints.models import WebhookEndpoint
from services.auth.webhook_endpoints.schemas import (
    WebhookEndpointCreate,
    WebhookEndpointCreated,
    WebhookEndpointRead,
    WebhookEndpointUpdate,
    WebhookEventTypeRead,
    WebhookSecretRead,
)
from services.auth.webhook_messages.catalogue import EVENT_TYPES

router = APIRouter(
    prefix="/api/v1/accounts/webhook-endpoints",
    tags=["webhooks"],
    responses=error_responses(IdentityNotValid, ScopeMissing),
)
Reader = Annotated[Identity, Depends(require("accounts:read"))]
Writer = Annotated[Identity, Depends(require("accounts:write"))]


@router.get("", responses=error_responses(InvalidFields))
async def list_webhook_endpoints(
    caller: Reader, endpoints: WebhookEndpointReader, page: PageParameters
) -> Page[WebhookEndpointRead]:
    """The caller's webhook endpoints, oldest first."""
    found = await endpoints.list_owned(caller.owner_id, page)
    items = [WebhookEndpointRead.model_validate(row) for row in found.items]
    return Page(items=items, next_cursor=found.next_cursor)


@router.post(
    "",
    status_code=201,
    responses=error_responses(
        MalformedRequest,
        TooManyWebhookEndpoints,
        InvalidFields,
        WebhookUrlNotAccepted,
        WebhookEventTypeUnknown,
    ),
)
async def create_webhook_endpoint(
    wanted: WebhookEndpointCreate, caller: Writer, endpoints: WebhookEndpoints
) -> WebhookEndpointCreated:
    """Registers a URL that is told of events from now on; answers with its secret."""
    return await endpoints.create(caller.owner_id, wanted)


@router.get("/event-types")
async def list_webhook_event_types(
    _: Reader, webhooks: WebhookKit
) -> Page[WebhookEventTypeRead]:
    """All events that can be sent, each with an example. One page."""
    items = [
        WebhookEventTypeRead(
            type=each.name,
            description=each.description,
            example=each.build_example(webhooks.api_url),
        )
        for each in EVENT_TYPES.values()
    ]
    return Page(items=items, next_cursor=None)


@router.get(
    "/{endpoint_id}",
    response_model=WebhookEndpointRead,
    responses=error_responses(WebhookEndpointNotFound, InvalidFields),
)
async def read_webhook_endpoint(
    endpoint_id: UUID, caller: Reader, endpoints: WebhookEndpointReader
) -> WebhookEndpoint:
    """One endpoint."""
    return await endpoints.get(caller.owner_id, endpoint_id)


@router.patch(
    "/{endpoint_id}",
    response_model=WebhookEndpointRead,
    responses=error_responses(
        MalformedRequest,
        WebhookEndpointNotFound,
        InvalidFields,
        WebhookUrlNotAccepted,
        WebhookEventTypeUnknown,
    ),
)
async def update_webhook_endpoint(
    endpoint_id: UUID,
    changes: WebhookEndpointUpdate,
    caller: Writer,
    endpoints: WebhookEndpoints,
) -> WebhookEndpoint:
    """Changes what is given; pauses it, or enables it (again)."""
    return await endpoints.update(caller.owner_id, endpoint_id, changes)


@router.delete(
    "/{endpoint_id}",
    status_code=204,
    responses=error_responses(WebhookEndpointNotFound, InvalidFields),
)
async def delete_webhook_endpoint(
    endpoint_id: UUID, caller: Writer, endpoints: WebhookEndpoints
) -> None:
    """Deletes the endpoint and the log of its deliveries; what waits is not sent."""
    await endpoints.delete(caller.owner_id, endpoint_id)


@router.get(
    "/{endpoint_id}/secret",
    responses=error_responses(
        WebhookEndpointNotFound, WebhookSecretLost, InvalidFields
    ),
)
async def read_webhook_secret(
    endpoint_id: UUID, caller: Writer, endpoints: WebhookEndpoints
) -> WebhookSecretRead:
    """What verifies signatures. Needs the right to write: whoever has it can forge."""
    return await endpoints.read_secret(caller.owner_id, endpoint_id)


@router.post(
    "/{endpoint_id}/rotate-secret",
    responses=error_responses(WebhookEndpointNotFound, InvalidFields),
)
async def rotate_webhook_secret(
    endpoint_id: UUID, caller: Writer, endpoints: WebhookEndpoints
) -> WebhookSecretRead:
    """A new secret. For 24 hours messages are signed with the one before as well."""
    return await endpoints.rotate_secret(caller.owner_id, endpoint_id)

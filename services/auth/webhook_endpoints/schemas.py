"""What the API takes and tells of webhook endpoints."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from libs.common.schemas import RequestSchema, Schema
from services.auth.webhook_endpoints.states import DisabledReason, EndpointStatus

UrlText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2048)
]
DescriptionText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200)
]
EventTypes = Annotated[
    list[Annotated[str, Field(max_length=100)]], Field(max_length=50)
]

_URL = "Begins with https:// and names a host that everybody can reach, on port 443"
_TYPES = "Types of `GET /webhook-endpoints/event-types`; an empty list means all"


class WebhookEndpointCreate(RequestSchema):
    """Where to send what."""

    url: UrlText = Field(description=_URL)
    description: DescriptionText | None = Field(None, description="For yourself")
    event_types: EventTypes = Field(default_factory=list, description=_TYPES)


class WebhookEndpointUpdate(RequestSchema):
    """What is to change; what is left out stays."""

    # Never read when left out, and no default that the API's description would show.
    url: UrlText = Field(default_factory=str, description=_URL)
    description: DescriptionText | None = Field(None, description="null clears it")
    event_types: EventTypes = Field(default_factory=list, description=_TYPES)
    status: Literal[EndpointStatus.ENABLED, EndpointStatus.PAUSED] = Field(
        default_factory=lambda: EndpointStatus.ENABLED,
        description="`enabled` also takes back that it was disabled; while it is "
        "`paused`, what happens is kept and sent later",
    )


class WebhookEndpointRead(Schema):
    """An endpoint, as its owner sees it."""

    id: UUID
    url: str = Field(description="Where messages are sent")
    description: str | None = Field(description="As its owner wrote it")
    event_types: list[str] = Field(description="What it is told of; empty means all")
    status: EndpointStatus = Field(
        description="`paused` by its owner; `disabled` by us, see `disabled_reason`"
    )
    disabled_reason: DisabledReason | None = Field(
        description="`failing`: nothing succeeded for days; `gone`: it answered 410"
    )
    disabled_at: datetime | None = Field(description="Null unless it is disabled")
    failing_since: datetime | None = Field(
        description="Nothing has succeeded since; after 5 days it is disabled"
    )
    last_success_at: datetime | None = Field(description="Last answer with 2xx")
    last_failure_at: datetime | None = Field(description="Last attempt that failed")
    previous_secret_until: datetime | None = Field(
        description="Until then the secret before the last rotation signs as well"
    )
    created_at: datetime
    updated_at: datetime = Field(description="Last change of its settings")


class WebhookEndpointCreated(WebhookEndpointRead):
    """A new endpoint with its secret."""

    secret: str = Field(description="Verifies signatures; `whsec_` and base64")


class WebhookSecretRead(Schema):
    """What verifies signatures of an endpoint's messages."""

    secret: str = Field(
        description="`whsec_` and base64; the decoded bytes are the key"
    )
    previous_secret: str | None = Field(
        description="Signs as well until `previous_secret_until`"
    )
    previous_secret_until: datetime | None = Field(
        description="24 hours after the rotation"
    )


class WebhookEventTypeRead(Schema):
    """A kind of event that can be sent."""

    type: str = Field(description="Its name, for `event_types`")
    description: str = Field(description="When it happens")
    example: dict[str, Any] = Field(description="A whole payload as it would be sent")

"""What the API takes and tells of deliveries."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import AwareDatetime, Field

from libs.common.schemas import RequestSchema, Schema
from services.auth.webhook_deliveries.models import WebhookDelivery
from services.auth.webhook_deliveries.states import DeliveryState, FailureReason


class WebhookReplay(RequestSchema):
    """Which deliveries to send again."""

    since: AwareDatetime = Field(
        description="Created at or after this instant; deliveries are kept for 30 days"
    )
    only_failed: bool = Field(
        default=True, description="False: also what was delivered once already"
    )


class WebhookReplayed(Schema):
    """How many deliveries are sent again."""

    replayed: int = Field(description="They go out one after the other, soon")


class WebhookAttemptRead(Schema):
    """One request to the endpoint."""

    number: int = Field(description="Counted from 1, replays included")
    started_at: datetime
    duration_ms: int | None = Field(description="Until the answer; null: not known")
    status_code: int | None = Field(description="The endpoint's answer, if one came")
    error: str | None = Field(
        description="`refused` (a status other than 2xx), `redirected`, `timed_out`, "
        "`connection_failed`, `tls_failed`, `name_unknown`, `private_address`, "
        "`interrupted` (nobody knows what came of it; it was sent again), ..."
    )
    response_excerpt: str | None = Field(
        description="The answer's first 1,000 characters"
    )


class WebhookDeliveryRead(Schema):
    """One message on its way to one endpoint."""

    id: UUID
    webhook_id: str = Field(description="The header `webhook-id`, for all attempts")
    type: str = Field(description="Event type, or `webhook.ping` of a test")
    payload: dict[str, Any] = Field(description="The body as it is sent")
    state: DeliveryState = Field(
        description="`pending` until it is delivered or there are no more attempts"
    )
    failure_reason: FailureReason | None = Field(description="Null unless it failed")
    attempts_made: int = Field(description="Replays included")
    next_attempt_at: datetime | None = Field(
        description="Not before this instant; null when it has ended"
    )
    created_at: datetime
    finished_at: datetime | None = Field(description="Null while it is pending")
    attempts: list[WebhookAttemptRead] = Field(description="The last 50, oldest first")

    @classmethod
    def of(cls, delivery: WebhookDelivery) -> "WebhookDeliveryRead":
        """A delivery read with its message and attempts."""
        return cls(
            id=delivery.id,
            webhook_id=delivery.message_id,
            type=delivery.message.type,
            payload=orjson.loads(delivery.message.body),
            state=delivery.state,
            failure_reason=delivery.failure_reason,
            attempts_made=delivery.attempts_made,
            next_attempt_at=delivery.due_at,
            created_at=delivery.created_at,
            finished_at=delivery.finished_at,
            attempts=[WebhookAttemptRead.model_validate(a) for a in delivery.attempts],
        )

"""What is told of subscriptions."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from libs.common.schemas import Schema
from services.billing.plans.schemas import PlanRead
from services.billing.subscriptions.states import SubscriptionStatus


class SubscriptionRead(Schema):
    """The subscription whose plan counts."""

    id: UUID
    plan: PlanRead
    status: SubscriptionStatus
    started_at: datetime | None = Field(description="Null until it has begun")
    ended_at: datetime | None = Field(description="Null while it goes on")


class SubscriptionChangeRead(Schema):
    """One step in the life of a subscription."""

    id: UUID
    subscription_id: UUID
    plan_id: str = Field(description="`id` of the plan at that time")
    from_status: SubscriptionStatus | None = Field(description="Null: it was created")
    to_status: SubscriptionStatus
    reason: str = Field(description="Why, snake_case: `free_by_default`")
    created_at: datetime = Field(description="When it happened")

"""Tables: subscriptions and what happened to them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId, HasTimestamps
from services.billing.database import Base
from services.billing.subscriptions.states import SubscriptionStatus


class Subscription(HasId, HasTimestamps, Base):
    """An owner's subscription to a plan; those that have ended are kept."""

    __tablename__ = "subscriptions"

    owner_id: Mapped[UUID]
    plan_id: Mapped[str]
    status: Mapped[SubscriptionStatus]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        # One plan counts at a time, whoever creates subscriptions at once.
        Index(
            "uq_subscriptions_current_of_owner",
            "owner_id",
            unique=True,
            postgresql_where=text("status IN ('ACTIVE', 'TRIAL', 'CANCELING')"),
        ),
    )


class SubscriptionChange(HasId, HasTimestamps, Base):
    """One step of a subscription: never changed, never deleted."""

    __tablename__ = "subscription_changes"

    subscription_id: Mapped[UUID] = mapped_column(ForeignKey("subscriptions.id"))
    owner_id: Mapped[UUID]
    plan_id: Mapped[str]
    from_status: Mapped[SubscriptionStatus | None]
    to_status: Mapped[SubscriptionStatus]
    reason: Mapped[str]

    __table_args__ = (
        Index("ix_subscription_changes_owner", "owner_id", "created_at", "id"),
        Index("ix_subscription_changes_subscription_id", "subscription_id"),
    )

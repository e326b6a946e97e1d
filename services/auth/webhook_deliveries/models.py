"""Tables: what is to be sent where, and what came of each attempt."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from libs.common.db.base import HasId
from services.auth.database import Base
from services.auth.webhook_deliveries.states import DeliveryState, FailureReason
from services.auth.webhook_messages.models import WebhookMessage


class WebhookDelivery(HasId, Base):
    """One message for one endpoint.

    `failures` counts attempts of the present round, which a replay begins anew;
    `attempts_made` all there ever were. While `lease_until` lies ahead somebody is
    sending it, and only he who raised `fence` last may say what came of it. `due_at`
    is null when it has ended."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("message_id", "endpoint_id"),
        Index("ix_webhook_deliveries_log", "endpoint_id", "created_at", "id"),
        Index(
            "ix_webhook_deliveries_due",
            "endpoint_id",
            "due_at",
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "ix_webhook_deliveries_sending",
            "endpoint_id",
            "lease_until",
            postgresql_where=text("lease_until IS NOT NULL"),
        ),
    )

    message_id: Mapped[str] = mapped_column(
        ForeignKey("webhook_messages.id", ondelete="CASCADE")
    )
    endpoint_id: Mapped[UUID] = mapped_column(
        ForeignKey("webhook_endpoints.id", ondelete="CASCADE")
    )
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.PENDING)
    failure_reason: Mapped[FailureReason | None]
    failures: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    attempts_made: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    due_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    message: Mapped[WebhookMessage] = relationship(lazy="raise")
    attempts: Mapped[list["WebhookAttempt"]] = relationship(
        lazy="raise", order_by="WebhookAttempt.number", viewonly=True
    )


class WebhookAttempt(HasId, Base):
    """One request to a receiver, written down before it is made.

    Without `finished_at` nobody knows (yet) what came of it."""

    __tablename__ = "webhook_attempts"
    __table_args__ = (UniqueConstraint("delivery_id", "number"),)

    delivery_id: Mapped[UUID] = mapped_column(
        ForeignKey("webhook_deliveries.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    duration_ms: Mapped[int | None]
    status_code: Mapped[int | None]
    error: Mapped[str | None]
    response_excerpt: Mapped[str | None]

"""Table: what is told to integrators."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.database import Base


class WebhookMessage(Base):
    """One thing that happened, in the very bytes that every attempt sends.

    `id` is the `webhook-id` that receivers know it by. `created_at` is when we took it
    in; when it happened is in the body."""

    __tablename__ = "webhook_messages"
    __table_args__ = (
        Index("ix_webhook_messages_owner_id", "owner_id"),
        Index("ix_webhook_messages_created_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID]
    type: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]

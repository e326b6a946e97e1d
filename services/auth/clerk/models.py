"""What Clerk has sent, what is under way with it, and how far we have looked."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId
from services.auth.database import Base


class ReceivedWebhook(HasId, Base):
    """A webhook, stored once however often it is delivered; then handled by a job.

    `subject` is the user it is about. When that one is erased, subject and body go;
    provider and event id stay, so that it is not taken for new."""

    __tablename__ = "received_webhooks"
    __table_args__ = (
        UniqueConstraint("provider", "event_id"),
        Index("ix_received_webhooks_subject", "subject"),
        Index("ix_received_webhooks_received_at", "received_at"),
    )

    provider: Mapped[str] = mapped_column(Text)
    event_id: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(Text)
    subject: Mapped[str | None] = mapped_column(Text)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(Text)


class PendingSignUp(Base):
    """A user whom we may have made at Clerk without having finished it.

    `external_id` goes to Clerk with the user, so that he can be found there."""

    __tablename__ = "clerk_pending_sign_ups"
    __table_args__ = (Index("ix_clerk_pending_sign_ups_created_at", "created_at"),)

    external_id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class RepairMark(Base):
    """Up to which time (ms since 1970, Clerk's clock) its users were looked through."""

    __tablename__ = "clerk_repair_marks"

    issuer: Mapped[str] = mapped_column(Text, primary_key=True)
    looked_up_to_ms: Mapped[int]

"""Sessions and the refresh tokens that carry them on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId
from services.auth.database import Base


class Session(HasId, Base):
    """One sign-in: the family of all refresh tokens that follow from it."""

    __tablename__ = "sessions"
    __table_args__ = (
        Index("ix_sessions_user_id", "user_id"),
        Index("ix_sessions_expires_at", "expires_at"),
        Index(
            "ix_sessions_ended_at",
            "ended_at",
            postgresql_where=text("ended_at IS NOT NULL"),
        ),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # Of its last use: when, from which network, and the device in a few words.
    last_used_at: Mapped[datetime] = mapped_column(server_default=func.now())
    network: Mapped[str | None] = mapped_column(Text)
    device: Mapped[str | None] = mapped_column(Text)


class RefreshToken(Base):
    """One refresh token, known by its SHA-256 only; `rotated_at` = already used."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (
        Index("ix_refresh_tokens_session_id", "session_id"),
        Index("ix_refresh_tokens_expires_at", "expires_at"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    session_id: Mapped[UUID] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE")
    )
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    rotated_at: Mapped[datetime | None]

"""Tokens that are mailed and can be used once."""

from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId
from services.auth.database import Base

Purpose = Literal["verify_email", "change_email", "reset_password"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)


class OneTimeToken(HasId, Base):
    """One token, known by its SHA-256 only. `email` is where it was mailed.

    `replaced_at`: a newer one was made, or what it was for is settled otherwise."""

    __tablename__ = "one_time_tokens"
    __table_args__ = (
        CheckConstraint(
            "purpose IN ('verify_email', 'change_email', 'reset_password')",
            name="purpose",
        ),
        Index("ix_one_time_tokens_user_id", "user_id", "purpose", "created_at"),
        Index("ix_one_time_tokens_expires_at", "expires_at"),
        # Two that are made at one moment end with one that can be used.
        Index(
            "uq_one_time_tokens_live",
            "user_id",
            "purpose",
            unique=True,
            postgresql_where=text("used_at IS NULL AND replaced_at IS NULL"),
        ),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    purpose: Mapped[Purpose] = mapped_column(Text)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    email: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]

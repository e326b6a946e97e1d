"""Users."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId
from libs.common.identity import Role
from services.auth.database import Base

HAS_PASSWORD = text("password_hash IS NOT NULL")


class User(HasId, Base):
    """A person who can sign in. `email` is stored normalised.

    Those with a password are our own, one for each address. Those without are signed
    in by an outside issuer, which alone decides about addresses: it may have given one
    to somebody else before we heard of it, and some people have none.

    `updated_at` orders what other services are told of the profile."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role IN ('user', 'admin')", name="role"),
        CheckConstraint("password_hash IS NULL OR email IS NOT NULL", name="email"),
        Index("uq_users_email", "email", unique=True, postgresql_where=HAS_PASSWORD),
        Index(
            "ix_users_outside_email",
            "email",
            postgresql_where=text("password_hash IS NULL"),
        ),
    )

    email: Mapped[str | None] = mapped_column(Text)
    email_verified: Mapped[bool] = mapped_column(server_default=text("false"))
    password_hash: Mapped[str | None] = mapped_column(Text)
    full_name: Mapped[str | None] = mapped_column(Text)
    company_name: Mapped[str | None] = mapped_column(Text)
    profile_image: Mapped[str | None] = mapped_column(Text)
    timezone: Mapped[str] = mapped_column(Text, server_default="UTC")
    language: Mapped[str] = mapped_column(Text, server_default="en")
    role: Mapped[Role] = mapped_column(Text, server_default="user")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

"""Users."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId
from libs.common.identity import Role
from services.auth.database import Base


class User(HasId, Base):
    """A person who can sign in, by e-mail. `email` is stored normalised.

    `updated_at` orders what other services are told of the profile."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("role IN ('user', 'admin')", name="role"),)

    email: Mapped[str] = mapped_column(Text, unique=True)
    email_verified: Mapped[bool] = mapped_column(server_default=text("false"))
    password_hash: Mapped[str] = mapped_column(Text)
    full_name: Mapped[str | None] = mapped_column(Text)
    company_name: Mapped[str | None] = mapped_column(Text)
    profile_image: Mapped[str | None] = mapped_column(Text)
    timezone: Mapped[str] = mapped_column(Text, server_default="UTC")
    language: Mapped[str] = mapped_column(Text, server_default="en")
    role: Mapped[Role] = mapped_column(Text, server_default="user")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

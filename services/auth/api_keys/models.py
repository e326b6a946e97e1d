"""API keys, known by their SHA-256 only."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId
from services.auth.database import Base


class ApiKey(HasId, Base):
    """One key of a user, for the workspace it was made in.

    `last_four` is all that is kept of its text, beside the hash."""

    __tablename__ = "api_keys"
    __table_args__ = (
        Index(
            "ix_api_keys_user_id",
            "user_id",
            "created_at",
            "id",
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index(
            "ix_api_keys_revoked_at",
            "revoked_at",
            postgresql_where=text("revoked_at IS NOT NULL"),
        ),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    owner_id: Mapped[UUID]
    name: Mapped[str]
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    prefix: Mapped[str]
    last_four: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

"""The keys that sign access tokens."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId
from services.auth.database import Base


class SigningKey(HasId, Base):
    """One Ed25519 key pair; the active one of an algorithm has no `retired_at`."""

    __tablename__ = "signing_keys"
    __table_args__ = (
        # Two processes that make the first key at one moment end with one.
        Index(
            "uq_signing_keys_active",
            "algorithm",
            unique=True,
            postgresql_where=text("retired_at IS NULL"),
        ),
    )

    key_id: Mapped[str] = mapped_column(Text, unique=True)
    algorithm: Mapped[str] = mapped_column(Text)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_private_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

"""Receipts of erased accounts: they do not say whose."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId
from services.auth.database import Base


class Erasure(HasId, Base):
    """One account that is erased, or was. Who has the token may see how far it is.

    `addresses` are the user's, the present one first: the last mail goes there, and
    what is kept of others is found by them. Empty once it is complete."""

    __tablename__ = "erasures"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    requested_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    addresses: Mapped[list[Any]]
    language: Mapped[str] = mapped_column(Text, server_default="en")


class ErasurePart(Base):
    """What one service has erased; `counts` are rows and files, by kind."""

    __tablename__ = "erasure_parts"

    erasure_id: Mapped[UUID] = mapped_column(
        ForeignKey("erasures.id", ondelete="CASCADE"), primary_key=True
    )
    service: Mapped[str] = mapped_column(Text, primary_key=True)
    counts: Mapped[dict[str, Any]]
    erased_at: Mapped[datetime | None]

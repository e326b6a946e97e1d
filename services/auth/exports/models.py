"""Archives of all that is held about a user."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId
from services.auth.database import Base


class ExportState(StrEnum):
    """Where an archive, or one service's part of it, stands."""

    PREPARING = "preparing"
    READY = "ready"
    FAILED = "failed"


class Export(HasId, Base):
    """One archive. With `expires_at` it is deleted, file and row."""

    __tablename__ = "exports"
    __table_args__ = (
        Index("ix_exports_user_id", "user_id", "created_at"),
        # Who asks twice at one moment gets one.
        Index(
            "uq_exports_preparing",
            "user_id",
            unique=True,
            postgresql_where=text("state = 'preparing'"),
        ),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    state: Mapped[ExportState]
    created_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    size_bytes: Mapped[int | None]


class ExportPart(Base):
    """What one service has written for an archive; `rows` by file."""

    __tablename__ = "export_parts"

    export_id: Mapped[UUID] = mapped_column(
        ForeignKey("exports.id", ondelete="CASCADE"), primary_key=True
    )
    service: Mapped[str] = mapped_column(Text, primary_key=True)
    state: Mapped[ExportState]
    rows: Mapped[dict[str, Any]]
    files: Mapped[int] = mapped_column(server_default=text("0"))
    finished_at: Mapped[datetime | None]

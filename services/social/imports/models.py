"""Imports of a person's own posts, and what became of each row."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId, HasTimestamps
from services.social.database import Base

_ZERO = text("0")


class Import(HasId, HasTimestamps, Base):
    """One uploaded file. `status` is PENDING, PROCESSING, COMPLETED or FAILED.

    `options` is how it is read (mapping, encoding, ...). `as_of` is the moment of
    its figures where the rows do not tell it: fixed, so that a second reading after
    a crash says the same. `summary` is what the rows told together. `rows_done` is how
    many rows are stored, in file order."""

    __tablename__ = "imports"

    owner_id: Mapped[UUID] = mapped_column(index=True)
    status: Mapped[str]
    file_name: Mapped[str]
    storage_key: Mapped[str]
    size_bytes: Mapped[int]
    options: Mapped[dict[str, Any]]
    as_of: Mapped[datetime]
    rows_done: Mapped[int] = mapped_column(server_default=_ZERO)
    bytes_done: Mapped[int] = mapped_column(server_default=_ZERO)
    imported: Mapped[int] = mapped_column(server_default=_ZERO)
    updated: Mapped[int] = mapped_column(server_default=_ZERO)
    duplicate: Mapped[int] = mapped_column(server_default=_ZERO)
    refused: Mapped[int] = mapped_column(server_default=_ZERO)
    summary: Mapped[dict[str, Any] | None]
    error: Mapped[str | None]
    finished_at: Mapped[datetime | None]


class ImportRow(Base):
    """What became of one row (numbered from 1, without the header).

    `as_of` is the moment of its figures: a later row of the same file about the same
    post and moment is a duplicate. `figures` are what it told, `replaced` the texts
    that it changed, as they were before: so an import can be taken back."""

    __tablename__ = "import_rows"
    __table_args__ = (
        Index(
            "ix_import_rows_post",
            "post_id",
            "import_id",
            postgresql_where=text("post_id IS NOT NULL"),
        ),
    )

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True
    )
    row_number: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    post_id: Mapped[UUID | None]
    as_of: Mapped[datetime | None]
    figures: Mapped[dict[str, Any] | None]
    replaced: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None]
    field: Mapped[str | None]
    message: Mapped[str | None]

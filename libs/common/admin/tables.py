"""The table in which every service notes what administrators changed in its data."""

from sqlalchemy import Column, DateTime, Index, MetaData, Table, Text, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB

from libs.common.db.base import build_metadata

_metadata = build_metadata()

admin_changes = Table(
    "admin_changes",
    _metadata,
    Column("id", Uuid, primary_key=True),
    Column(
        "at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.clock_timestamp(),
    ),
    Column("admin_id", Uuid, nullable=False),
    Column("action", Text, nullable=False),
    Column("table_name", Text, nullable=False),
    Column("row_id", Text, nullable=False),
    Column("before", JSONB, nullable=False),
    Column("after", JSONB, nullable=False),
    Column("request_id", Text, nullable=False),
    Index("ix_admin_changes_at", "at"),
)


def add_admin_tables(metadata: MetaData) -> None:
    """Adds the table to a service's metadata, so that its migrations hold it."""
    admin_changes.to_metadata(metadata)

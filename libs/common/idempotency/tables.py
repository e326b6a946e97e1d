"""The table of keys, in the database of each service that honours them.

Defined once, as a Core table without a schema, like those of the messages."""

from sqlalchemy import (
    Column,
    DateTime,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from libs.common.db.base import build_metadata

idempotency_keys = Table(
    "idempotency_keys",
    build_metadata(),
    Column("owner_id", Uuid, primary_key=True),
    Column("method", Text, primary_key=True),
    Column("route", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    # The same for all attempts at what the key stands for, whoever makes them.
    Column("operation_id", Uuid, nullable=False),
    # Of the one attempt that may end it.
    Column("claim_id", Uuid, nullable=False),
    Column("lease_until", DateTime(timezone=True), nullable=False),
    # Null while it is worked on, or free to be taken up.
    Column("status", SmallInteger),
    Column("headers", JSONB(none_as_null=True)),
    Column("body", LargeBinary),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Index("ix_idempotency_keys_expires_at", "expires_at"),
)


def add_idempotency_table(metadata: MetaData) -> None:
    """Adds the table to a service's metadata, so that its migrations hold it."""
    idempotency_keys.to_metadata(metadata)

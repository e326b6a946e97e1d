"""The tables that every service's database has: outbox, inbox, cron runs, tombstones.

Defined once, as Core tables without a schema: the same statements work in every
service's database. `add_common_tables` copies them into a service's metadata.

`owner_id` is whom a message is for: with him it is erased."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from libs.common.db.base import build_metadata
from libs.common.db.tombstones import erased_owners

_metadata = build_metadata()
_now = func.clock_timestamp()

outbox = Table(
    "outbox",
    _metadata,
    Column("id", Uuid, primary_key=True),
    Column("target", Text, nullable=False),
    Column("envelope", JSONB, nullable=False),
    Column("owner_id", Uuid),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=_now),
    Column("next_attempt_at", DateTime(timezone=True), nullable=False),
    Column("acknowledged_at", DateTime(timezone=True)),
    Index(
        "ix_outbox_due",
        "next_attempt_at",
        postgresql_where=text("acknowledged_at IS NULL"),
    ),
    Index("ix_outbox_acknowledged_at", "acknowledged_at"),
    Index(
        "ix_outbox_owner_id",
        "owner_id",
        postgresql_where=text("owner_id IS NOT NULL"),
    ),
)

inbox = Table(
    "inbox",
    _metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("envelope", JSONB, nullable=False),
    Column("owner_id", Uuid),
    # pending, running, done, failed (told no, finally), dead (attempts used up)
    Column("state", Text, nullable=False),
    Column("fence", BigInteger, nullable=False, server_default=text("0")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("lease_until", DateTime(timezone=True)),
    Column("due_at", DateTime(timezone=True), nullable=False, server_default=_now),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=_now),
    Column("finished_at", DateTime(timezone=True)),
    Column("answer", JSONB(none_as_null=True)),
    Column("error", JSONB(none_as_null=True)),
    Index(
        "ix_inbox_open",
        "due_at",
        postgresql_where=text("state IN ('pending', 'running')"),
    ),
    Index("ix_inbox_dead", "finished_at", postgresql_where=text("state = 'dead'")),
    Index("ix_inbox_finished_at", "finished_at"),
    Index(
        "ix_inbox_owner_id",
        "owner_id",
        postgresql_where=text("owner_id IS NOT NULL"),
    ),
)

cron_runs = Table(
    "cron_runs",
    _metadata,
    Column("name", Text, primary_key=True),
    Column("last_run_at", DateTime(timezone=True), nullable=False),
)


def add_common_tables(metadata: MetaData) -> None:
    """Adds the tables to a service's metadata, so that its migrations hold them."""
    for table in (outbox, inbox, cron_runs, erased_owners):
        table.to_metadata(metadata)

"""The message tables as the first migration of each service makes them.

Frozen: a later change to them is a new function here, called by a new migration of
each service."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


def create_message_tables() -> None:
    """Makes outbox, inbox and cron_runs, with their indexes."""
    op.create_table(
        "cron_runs",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last_run_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_cron_runs")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("envelope", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "fence", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "attempts", sa.Integer(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
    )
    op.create_index(
        "ix_inbox_dead",
        "inbox",
        ["finished_at"],
        unique=False,
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_index("ix_inbox_finished_at", "inbox", ["finished_at"], unique=False)
    op.create_index(
        "ix_inbox_open",
        "inbox",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('pending', 'running')"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("envelope", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "attempts", sa.Integer(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_acknowledged_at", "outbox", ["acknowledged_at"], unique=False
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("acknowledged_at IS NULL"),
    )


def drop_message_tables() -> None:
    """Takes all three away again."""
    for table in ("outbox", "inbox", "cron_runs"):
        op.drop_table(table)


def add_owners_and_tombstones() -> None:
    """Says of each message whom it is for; makes the tombstones of erased owners."""
    op.create_table(
        "erased_owners",
        sa.Column("owner_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "erased_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "counts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("owner_hash", name=op.f("pk_erased_owners")),
    )
    op.add_column("outbox", sa.Column("owner_id", sa.Uuid(), nullable=True))
    # Of those that wait or waited when this came: an outbox is a day long.
    op.execute("UPDATE outbox SET owner_id = (envelope ->> 'owner_id')::uuid")
    for table in ("outbox", "inbox"):
        op.create_index(
            f"ix_{table}_owner_id",
            table,
            ["owner_id"],
            unique=False,
            postgresql_where=sa.text("owner_id IS NOT NULL"),
        )


def drop_owners_and_tombstones() -> None:
    """Takes them away again."""
    for table in ("outbox", "inbox"):
        op.drop_index(
            f"ix_{table}_owner_id",
            table_name=table,
            postgresql_where=sa.text("owner_id IS NOT NULL"),
        )
    op.drop_column("outbox", "owner_id")
    op.drop_table("erased_owners")

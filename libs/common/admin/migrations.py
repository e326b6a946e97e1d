"""The table of administrators' changes as a migration of each service makes it.

Frozen: a later change to it is a new function here."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


def create_admin_tables() -> None:
    """Makes admin_changes, with its index."""
    op.create_table(
        "admin_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("admin_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_changes")),
    )
    op.create_index("ix_admin_changes_at", "admin_changes", ["at"], unique=False)


def drop_admin_tables() -> None:
    """Takes it away again."""
    op.drop_table("admin_changes")

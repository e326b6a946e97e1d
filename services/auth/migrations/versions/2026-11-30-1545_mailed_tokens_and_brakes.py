"""One-time tokens, brakes, and what is known of a session.

Revision: c497d22f7479, after 9e6ea164c274
"""

import sqlalchemy as sa
from alembic import op

revision = "c497d22f7479"
down_revision = "9e6ea164c274"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brakes",
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_brakes")),
    )
    op.create_index("ix_brakes_free_at", "brakes", ["free_at"], unique=False)
    op.create_table(
        "one_time_tokens",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('verify_email', 'change_email', 'reset_password')",
            name=op.f("ck_one_time_tokens_purpose"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_one_time_tokens_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_tokens_token_hash")),
    )
    op.create_index(
        "ix_one_time_tokens_expires_at", "one_time_tokens", ["expires_at"], unique=False
    )
    op.create_index(
        "ix_one_time_tokens_user_id",
        "one_time_tokens",
        ["user_id", "purpose", "created_at"],
        unique=False,
    )
    op.create_index(
        "uq_one_time_tokens_live",
        "one_time_tokens",
        ["user_id", "purpose"],
        unique=True,
        postgresql_where=sa.text("used_at IS NULL AND replaced_at IS NULL"),
    )
    # With a default, for processes that still run the code before.
    op.add_column(
        "sessions",
        sa.Column(
            "last_used_at",
            sa.DateTime(timezone=True),
            server_default=sa.func.now(),
            nullable=False,
        ),
    )
    op.add_column("sessions", sa.Column("network", sa.Text(), nullable=True))
    op.add_column("sessions", sa.Column("device", sa.Text(), nullable=True))
    op.execute(
        "UPDATE sessions SET last_used_at = coalesce((SELECT max(t.created_at)"
        " FROM refresh_tokens t WHERE t.session_id = sessions.id), created_at)"
    )


def downgrade() -> None:
    op.drop_column("sessions", "device")
    op.drop_column("sessions", "network")
    op.drop_column("sessions", "last_used_at")
    op.drop_index(
        "uq_one_time_tokens_live",
        table_name="one_time_tokens",
        postgresql_where=sa.text("used_at IS NULL AND replaced_at IS NULL"),
    )
    op.drop_index("ix_one_time_tokens_user_id", table_name="one_time_tokens")
    op.drop_index("ix_one_time_tokens_expires_at", table_name="one_time_tokens")
    op.drop_table("one_time_tokens")
    op.drop_index("ix_brakes_free_at", table_name="brakes")
    op.drop_table("brakes")

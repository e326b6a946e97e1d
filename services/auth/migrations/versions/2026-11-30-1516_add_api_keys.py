"""API keys, and one list of all credentials that ended before their time.

Revision: db18de517283, after f3ba4f66d4f4.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "db18de517283"
down_revision = "f3ba4f66d4f4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ended_credentials",
        sa.Column("credential_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_ended_credentials")),
    )
    op.create_index(
        "ix_ended_credentials_until", "ended_credentials", ["until"], unique=False
    )
    # The list was read from the sessions before; tokens last an hour at most.
    op.execute(
        "INSERT INTO ended_credentials (credential_id, until)"
        " SELECT id, ended_at + interval '61 minutes' FROM sessions"
        " WHERE ended_at > now() - interval '61 minutes'"
    )
    op.create_table(
        "api_keys",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("last_four", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_api_keys_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_keys_key_hash")),
    )
    op.create_index(
        "ix_api_keys_revoked_at",
        "api_keys",
        ["revoked_at"],
        unique=False,
        postgresql_where=sa.text("revoked_at IS NOT NULL"),
    )
    op.create_index(
        "ix_api_keys_user_id",
        "api_keys",
        ["user_id", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_api_keys_user_id",
        table_name="api_keys",
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.drop_index(
        "ix_api_keys_revoked_at",
        table_name="api_keys",
        postgresql_where=sa.text("revoked_at IS NOT NULL"),
    )
    op.drop_table("api_keys")
    op.drop_index("ix_ended_credentials_until", table_name="ended_credentials")
    op.drop_table("ended_credentials")

"""Logs of sign-ins, of outside calls and of the app; errors in the access log.

Revision: a3d10f53e0d7, after f01d8927877e
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a3d10f53e0d7"
down_revision = "f01d8927877e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "app_logs",
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("logger", sa.Text(), nullable=False),
        sa.Column("metadata", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("trace_id", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_logs")),
    )
    op.create_index(op.f("ix_app_logs_at"), "app_logs", ["at"], unique=False)
    op.create_index("ix_app_logs_level", "app_logs", ["level", "at"], unique=False)
    op.create_table(
        "authentication_logs",
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("ip_address", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authentication_logs")),
    )
    op.create_index(
        op.f("ix_authentication_logs_at"), "authentication_logs", ["at"], unique=False
    )
    op.create_index(
        "ix_authentication_logs_user_id",
        "authentication_logs",
        ["user_id", "at"],
        unique=False,
        postgresql_where=sa.text("user_id IS NOT NULL"),
    )
    op.create_table(
        "external_api_call_logs",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("status_code", sa.SmallInteger(), nullable=True),
        sa.Column("response_time_ms", sa.Float(), nullable=False),
        sa.Column("cost_micro_usd", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_api_call_logs")),
    )
    op.create_index(
        op.f("ix_external_api_call_logs_at"),
        "external_api_call_logs",
        ["at"],
        unique=False,
    )
    op.add_column("api_access_logs", sa.Column("error", sa.Text(), nullable=True))
    op.create_index(
        "ix_api_access_logs_user_id",
        "api_access_logs",
        ["user_id", "at"],
        unique=False,
        postgresql_where=sa.text("user_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_api_access_logs_user_id",
        table_name="api_access_logs",
        postgresql_where=sa.text("user_id IS NOT NULL"),
    )
    op.drop_column("api_access_logs", "error")
    op.drop_index(
        op.f("ix_external_api_call_logs_at"), table_name="external_api_call_logs"
    )
    op.drop_table("external_api_call_logs")
    op.drop_index(
        "ix_authentication_logs_user_id",
        table_name="authentication_logs",
        postgresql_where=sa.text("user_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_authentication_logs_at"), table_name="authentication_logs")
    op.drop_table("authentication_logs")
    op.drop_index("ix_app_logs_level", table_name="app_logs")
    op.drop_index(op.f("ix_app_logs_at"), table_name="app_logs")
    op.drop_table("app_logs")

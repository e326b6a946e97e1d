"""The access log, and the tables of messages.

Revision: f01d8927877e, the first.
"""

import sqlalchemy as sa
from alembic import op

from libs.common.jobs.migrations import (
    create_message_tables,
    drop_message_tables,
)

revision = "f01d8927877e"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_message_tables()
    op.create_table(
        "api_access_logs",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("status_code", sa.SmallInteger(), nullable=False),
        sa.Column("response_time_ms", sa.Float(), nullable=False),
        sa.Column("ip_address", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_access_logs")),
    )
    op.create_index(
        op.f("ix_api_access_logs_at"), "api_access_logs", ["at"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_api_access_logs_at"), table_name="api_access_logs")
    op.drop_table("api_access_logs")
    drop_message_tables()

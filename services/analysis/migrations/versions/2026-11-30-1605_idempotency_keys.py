"""Keys of requests that do their work once, in a table of their own.

Revision: a10ad34bf3cd, after d08c9f0bb99e.
"""

import sqlalchemy as sa
from alembic import op

from libs.common.idempotency.migrations import (
    create_idempotency_table,
    drop_idempotency_table,
)

revision = "a10ad34bf3cd"
down_revision = "d08c9f0bb99e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_idempotency_table()
    # What they were known by before.
    op.drop_column("post_analysis_requests", "retry_key")
    op.drop_column("post_analysis_requests", "body_hash")


def downgrade() -> None:
    op.add_column(
        "post_analysis_requests",
        sa.Column("body_hash", sa.Text(), server_default="", nullable=False),
    )
    op.alter_column("post_analysis_requests", "body_hash", server_default=None)
    op.add_column(
        "post_analysis_requests", sa.Column("retry_key", sa.Text(), nullable=True)
    )
    drop_idempotency_table()

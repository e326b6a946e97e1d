"""Requests about a creator.

Revision: c779f8eb7068, after 3beb50a8b307
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "c779f8eb7068"
down_revision = "3beb50a8b307"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "post_analysis_requests",
        sa.Column("creator", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    )


def downgrade() -> None:
    op.drop_column("post_analysis_requests", "creator")

"""What a reservation counts as.

Revision: 8c43a5b6b2b1, after c807a43833e1
"""

import sqlalchemy as sa
from alembic import op

revision = "8c43a5b6b2b1"
down_revision = "c807a43833e1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "reservations",
        sa.Column("counts_as", sa.Text(), server_default="url_lookups", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("reservations", "counts_as")

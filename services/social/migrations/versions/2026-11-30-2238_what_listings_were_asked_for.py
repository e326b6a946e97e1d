"""What listings were asked for, and what came.

Those that are there were made with the setting's default.

Revision: f1df84b84404, after 31fba6497834.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "f1df84b84404"
down_revision = "31fba6497834"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "creator_listings",
        sa.Column(
            "asked", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
    )
    op.add_column(
        "creator_listings",
        sa.Column(
            "post_ids",
            postgresql.ARRAY(sa.Uuid()),
            server_default="{}",
            nullable=False,
        ),
    )
    op.add_column("creator_listings", sa.Column("source", sa.Text(), nullable=True))
    op.execute("UPDATE creator_listings SET asked = greatest(posts, 50)")


def downgrade() -> None:
    op.drop_column("creator_listings", "source")
    op.drop_column("creator_listings", "post_ids")
    op.drop_column("creator_listings", "asked")

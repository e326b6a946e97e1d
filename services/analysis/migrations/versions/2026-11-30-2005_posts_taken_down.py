"""Posts that were taken down.

Revision: 83848ebd4bc2, after c779f8eb7068
"""

import sqlalchemy as sa
from alembic import op

revision = "83848ebd4bc2"
down_revision = "c779f8eb7068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "taken_down_posts",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_taken_down_posts")),
    )


def downgrade() -> None:
    op.drop_table("taken_down_posts")

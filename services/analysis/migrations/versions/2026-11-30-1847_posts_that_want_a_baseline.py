"""Posts whose evidence waits for their creators' other posts.

Revision: 3beb50a8b307, after 5f28e7ab3f8c
"""

import sqlalchemy as sa
from alembic import op

revision = "3beb50a8b307"
down_revision = "5f28e7ab3f8c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "request_posts",
        sa.Column(
            "wants_baseline",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
        ),
    )


def downgrade() -> None:
    op.drop_column("request_posts", "wants_baseline")

"""Posts that a listing has told in part.

Revision: 7b5b2430fd0d, after 9cbcf859e2e4
"""

import sqlalchemy as sa
from alembic import op

revision = "7b5b2430fd0d"
down_revision = "9cbcf859e2e4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "posts",
        sa.Column(
            "is_whole", sa.Boolean(), server_default=sa.text("true"), nullable=False
        ),
    )


def downgrade() -> None:
    op.drop_column("posts", "is_whole")

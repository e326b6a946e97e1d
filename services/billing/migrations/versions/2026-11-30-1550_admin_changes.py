"""What administrators change is noted.

Revision: 93bd41b94aa2, after 9827ff78d5b0
"""

from libs.common.admin.migrations import create_admin_tables, drop_admin_tables

revision = "93bd41b94aa2"
down_revision = "9827ff78d5b0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_admin_tables()


def downgrade() -> None:
    drop_admin_tables()

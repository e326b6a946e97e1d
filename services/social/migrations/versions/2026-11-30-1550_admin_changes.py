"""What administrators change is noted.

Revision: 7639caee8c9a, after 75d2bb196b1c
"""

from libs.common.admin.migrations import create_admin_tables, drop_admin_tables

revision = "7639caee8c9a"
down_revision = "75d2bb196b1c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_admin_tables()


def downgrade() -> None:
    drop_admin_tables()

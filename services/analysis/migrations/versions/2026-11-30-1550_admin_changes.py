"""What administrators change is noted.

Revision: d08c9f0bb99e, after 8c47e2a915f0
"""

from libs.common.admin.migrations import create_admin_tables, drop_admin_tables

revision = "d08c9f0bb99e"
down_revision = "8c47e2a915f0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_admin_tables()


def downgrade() -> None:
    drop_admin_tables()

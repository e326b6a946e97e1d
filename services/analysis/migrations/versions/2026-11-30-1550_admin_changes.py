"""What administrators change is noted.

Revision: 28d9eb288d16, after 8c47e2a915f0
"""

from libs.common.admin.migrations import create_admin_tables, drop_admin_tables

revision = "28d9eb288d16"
down_revision = "8c47e2a915f0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_admin_tables()


def downgrade() -> None:
    drop_admin_tables()

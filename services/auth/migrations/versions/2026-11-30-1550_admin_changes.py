"""What administrators change is noted.

Revision: 885c05dbf853, after c497d22f7479
"""

from libs.common.admin.migrations import create_admin_tables, drop_admin_tables

revision = "885c05dbf853"
down_revision = "c497d22f7479"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_admin_tables()


def downgrade() -> None:
    drop_admin_tables()

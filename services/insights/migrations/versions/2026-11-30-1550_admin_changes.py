"""What administrators change is noted.

Revision: 93e174df5fdb, after 38ec62fa1f8e
"""

from libs.common.admin.migrations import create_admin_tables, drop_admin_tables

revision = "93e174df5fdb"
down_revision = "38ec62fa1f8e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_admin_tables()


def downgrade() -> None:
    drop_admin_tables()

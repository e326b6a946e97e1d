"""What administrators change is noted.

Revision: e4459831d830, after a3d10f53e0d7
"""

from libs.common.admin.migrations import create_admin_tables, drop_admin_tables

revision = "e4459831d830"
down_revision = "a3d10f53e0d7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_admin_tables()


def downgrade() -> None:
    drop_admin_tables()

"""What administrators change is noted.

Revision: 82a4fbb973ee, after 75d2bb196b1c
"""

from libs.common.admin.migrations import create_admin_tables, drop_admin_tables

revision = "82a4fbb973ee"
down_revision = "75d2bb196b1c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_admin_tables()


def downgrade() -> None:
    drop_admin_tables()

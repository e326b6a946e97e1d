"""The tables of messages.

Revision: 38ec62fa1f8e, the first.
"""

from libs.common.jobs.migrations import (
    create_message_tables,
    drop_message_tables,
)

revision = "38ec62fa1f8e"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_message_tables()


def downgrade() -> None:
    drop_message_tables()

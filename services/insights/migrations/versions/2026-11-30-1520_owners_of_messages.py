"""Whom each message is for, and tombstones of erased owners.

Revision: 046b6899a4d3, after 93e174df5fdb
"""

from libs.common.jobs.migrations import (
    add_owners_and_tombstones,
    drop_owners_and_tombstones,
)

revision = "046b6899a4d3"
down_revision = "93e174df5fdb"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_owners_and_tombstones()


def downgrade() -> None:
    drop_owners_and_tombstones()

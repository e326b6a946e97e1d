"""Whom each message is for, and tombstones of erased owners.

Revision: 69802fb4e95e, after cd783712166d
"""

from libs.common.jobs.migrations import (
    add_owners_and_tombstones,
    drop_owners_and_tombstones,
)

revision = "69802fb4e95e"
down_revision = "cd783712166d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_owners_and_tombstones()


def downgrade() -> None:
    drop_owners_and_tombstones()

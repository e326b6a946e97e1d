"""Whom each message is for, and tombstones of erased owners.

Revision: 9cbcf859e2e4, after 75d2bb196b1c
"""

from libs.common.jobs.migrations import (
    add_owners_and_tombstones,
    drop_owners_and_tombstones,
)

revision = "9cbcf859e2e4"
down_revision = "75d2bb196b1c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_owners_and_tombstones()


def downgrade() -> None:
    drop_owners_and_tombstones()

"""Whom each message is for, and tombstones of erased owners.

Revision: 9cbcf859e2e4, after 4a48a9cbbef4
"""

from libs.common.jobs.migrations import (
    add_owners_and_tombstones,
    drop_owners_and_tombstones,
)

revision = "9cbcf859e2e4"
down_revision = "4a48a9cbbef4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_owners_and_tombstones()


def downgrade() -> None:
    drop_owners_and_tombstones()

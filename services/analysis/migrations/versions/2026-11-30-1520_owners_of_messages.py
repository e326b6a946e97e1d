"""Whom each message is for, and tombstones of erased owners.

Revision: 5f28e7ab3f8c, after a10ad34bf3cd
"""

from libs.common.jobs.migrations import (
    add_owners_and_tombstones,
    drop_owners_and_tombstones,
)

revision = "5f28e7ab3f8c"
down_revision = "a10ad34bf3cd"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_owners_and_tombstones()


def downgrade() -> None:
    drop_owners_and_tombstones()

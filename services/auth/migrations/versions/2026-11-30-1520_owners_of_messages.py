"""Whom each message is for, and tombstones of erased owners.

Revision: ea5680ab241b, after 885c05dbf853
"""

from libs.common.jobs.migrations import (
    add_owners_and_tombstones,
    drop_owners_and_tombstones,
)

revision = "ea5680ab241b"
down_revision = "885c05dbf853"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_owners_and_tombstones()


def downgrade() -> None:
    drop_owners_and_tombstones()

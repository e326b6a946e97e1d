"""Whom each message is for, and tombstones of erased owners.

Revision: c807a43833e1, after 9827ff78d5b0
"""

from libs.common.jobs.migrations import (
    add_owners_and_tombstones,
    drop_owners_and_tombstones,
)

revision = "c807a43833e1"
down_revision = "9827ff78d5b0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_owners_and_tombstones()


def downgrade() -> None:
    drop_owners_and_tombstones()

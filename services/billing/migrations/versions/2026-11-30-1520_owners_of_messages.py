"""Whom each message is for, and tombstones of erased owners.

Revision: c807a43833e1, after 93bd41b94aa2
"""

from libs.common.jobs.migrations import (
    add_owners_and_tombstones,
    drop_owners_and_tombstones,
)

revision = "c807a43833e1"
down_revision = "93bd41b94aa2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_owners_and_tombstones()


def downgrade() -> None:
    drop_owners_and_tombstones()

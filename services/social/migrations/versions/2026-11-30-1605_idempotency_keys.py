"""Keys of requests that do their work once.

Revision: 4a48a9cbbef4, after 82a4fbb973ee.
"""

from libs.common.idempotency.migrations import (
    create_idempotency_table,
    drop_idempotency_table,
)

revision = "4a48a9cbbef4"
down_revision = "82a4fbb973ee"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_idempotency_table()


def downgrade() -> None:
    drop_idempotency_table()

"""Jobs that vendors were asked to do.

Revision: 8c58886f624d, after a4694e3bfdd4.
"""

import sqlalchemy as sa
from alembic import op

revision = "8c58886f624d"
down_revision = "a4694e3bfdd4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vendor_jobs",
        sa.Column("vendor", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column(
            "tries", sa.BigInteger(), server_default=sa.text("1"), nullable=False
        ),
        sa.Column(
            "asked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("accounted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint(
            "vendor", "operation", "input", name=op.f("pk_vendor_jobs")
        ),
    )
    op.create_index(
        op.f("ix_vendor_jobs_job_id"), "vendor_jobs", ["job_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_vendor_jobs_job_id"), table_name="vendor_jobs")
    op.drop_table("vendor_jobs")

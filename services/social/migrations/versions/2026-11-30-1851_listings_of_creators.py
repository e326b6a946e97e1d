"""Listings of creators' newest posts.

Revision: 1e57e102c64e, after 7b5b2430fd0d
"""

import sqlalchemy as sa
from alembic import op

revision = "1e57e102c64e"
down_revision = "7b5b2430fd0d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "creator_listings",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("creator_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posts", sa.BigInteger(), nullable=False),
        sa.Column("reaches_back_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cost_micro_usd", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint(
            "platform", "creator_key", "kind", name=op.f("pk_creator_listings")
        ),
    )
    op.create_index(
        "ix_creator_listings_listed_at", "creator_listings", ["listed_at"], unique=False
    )
    op.create_table(
        "request_listings",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("creator_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cost_micro_usd", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["collected_requests.request_id"],
            name=op.f("fk_request_listings_request_id_collected_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "request_id",
            "platform",
            "creator_key",
            "kind",
            name=op.f("pk_request_listings"),
        ),
    )


def downgrade() -> None:
    op.drop_table("request_listings")
    op.drop_index("ix_creator_listings_listed_at", table_name="creator_listings")
    op.drop_table("creator_listings")

"""Imported posts that are public ones.

Which are is found as posts are stored from now on.

Revision: 31fba6497834, after b150ec6f83ad.
"""

import sqlalchemy as sa
from alembic import op

revision = "31fba6497834"
down_revision = "b150ec6f83ad"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_twins",
        sa.Column("own_id", sa.Uuid(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["own_id"],
            ["posts.id"],
            name=op.f("fk_post_twins_own_id_posts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["public_id"],
            ["posts.id"],
            name=op.f("fk_post_twins_public_id_posts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("own_id", name=op.f("pk_post_twins")),
    )
    op.create_index(
        "ix_post_twins_public", "post_twins", ["public_id", "owner_id"], unique=True
    )
    op.create_index(
        "ix_posts_derived",
        "posts",
        ["platform", "published_at"],
        postgresql_where=sa.text("owner_id IS NOT NULL AND platform_post_id LIKE '~%'"),
    )
    op.create_index(
        "ix_posts_public_time",
        "posts",
        ["platform", "published_at"],
        postgresql_where=sa.text("owner_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_posts_public_time", table_name="posts")
    op.drop_index("ix_posts_derived", table_name="posts")
    op.drop_index("ix_post_twins_public", table_name="post_twins")
    op.drop_table("post_twins")

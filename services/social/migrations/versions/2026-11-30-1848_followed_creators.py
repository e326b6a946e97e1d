"""Creators that are followed, their outliers, what people do with posts, take-downs.

Revision: 9ca5c827cd56, after 7f2a7c353e70
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "9ca5c827cd56"
down_revision = "7f2a7c353e70"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "creators",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("is_invented", sa.Boolean(), nullable=False),
        sa.Column("creator_key", sa.Text(), nullable=True),
        sa.Column("creator_name", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "failures", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("failure_reason", sa.Text(), nullable=True),
        sa.Column("failure_message", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creators")),
        sa.UniqueConstraint(
            "platform", "creator_key", name=op.f("uq_creators_platform_creator_key")
        ),
    )
    op.create_index(
        "ix_creators_next_look_at", "creators", ["next_look_at"], unique=False
    )
    op.create_table(
        "taken_down_posts",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("platform_post_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("admin_id", sa.Uuid(), nullable=False),
        sa.Column("posts", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taken_down_posts")),
        sa.UniqueConstraint(
            "platform",
            "platform_post_id",
            name=op.f("uq_taken_down_posts_platform_platform_post_id"),
        ),
    )
    op.create_table(
        "creator_aliases",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("creator_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["creator_id"],
            ["creators.id"],
            name=op.f("fk_creator_aliases_creator_id_creators"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("platform", "name", name=op.f("pk_creator_aliases")),
    )
    op.create_index(
        op.f("ix_creator_aliases_creator_id"),
        "creator_aliases",
        ["creator_id"],
        unique=False,
    )
    op.create_table(
        "creator_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("creator_id", sa.Uuid(), nullable=False),
        sa.Column("most", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column(
            "post_ids", postgresql.ARRAY(sa.Uuid()), server_default="{}", nullable=False
        ),
        sa.Column(
            "new_posts", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column(
            "outside_calls",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column(
            "cost_micro_usd",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["creator_id"],
            ["creators.id"],
            name=op.f("fk_creator_looks_creator_id_creators"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creator_looks")),
    )
    op.create_index(
        op.f("ix_creator_looks_creator_id"),
        "creator_looks",
        ["creator_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_creator_looks_started_at"),
        "creator_looks",
        ["started_at"],
        unique=False,
    )
    op.create_table(
        "followed_creators",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("creator_id", sa.Uuid(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["creator_id"],
            ["creators.id"],
            name=op.f("fk_followed_creators_creator_id_creators"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followed_creators")),
        sa.UniqueConstraint(
            "owner_id",
            "creator_id",
            name=op.f("uq_followed_creators_owner_id_creator_id"),
        ),
    )
    op.create_index(
        op.f("ix_followed_creators_creator_id"),
        "followed_creators",
        ["creator_id"],
        unique=False,
    )
    op.create_table(
        "outlier_reports",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("multiple", sa.Double(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("is_news", sa.Boolean(), nullable=False),
        sa.Column(
            "found_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["posts.id"],
            name=op.f("fk_outlier_reports_post_id_posts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("owner_id", "post_id", name=op.f("pk_outlier_reports")),
    )
    op.create_index(
        "ix_outlier_reports_owner_found",
        "outlier_reports",
        ["owner_id", "found_at", "post_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_outlier_reports_post_id"), "outlier_reports", ["post_id"], unique=False
    )
    op.create_table(
        "user_post_activity",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["posts.id"],
            name=op.f("fk_user_post_activity_post_id_posts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_post_activity")),
        sa.UniqueConstraint(
            "owner_id",
            "user_id",
            "post_id",
            "kind",
            "on",
            name=op.f("uq_user_post_activity_owner_id_user_id_post_id_kind_on"),
        ),
    )
    op.create_index(
        "ix_user_post_activity_on", "user_post_activity", ["on"], unique=False
    )
    op.create_index(
        op.f("ix_user_post_activity_post_id"),
        "user_post_activity",
        ["post_id"],
        unique=False,
    )
    op.create_index(
        "ix_user_post_activity_recent",
        "user_post_activity",
        ["owner_id", "last_at", "id"],
        unique=False,
    )
    op.add_column(
        "post_access", sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_post_access_saved",
        "post_access",
        ["owner_id", "post_id"],
        unique=False,
        postgresql_where=sa.text("saved_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_post_access_saved",
        table_name="post_access",
        postgresql_where=sa.text("saved_at IS NOT NULL"),
    )
    op.drop_column("post_access", "saved_at")
    op.drop_index("ix_user_post_activity_recent", table_name="user_post_activity")
    op.drop_index(
        op.f("ix_user_post_activity_post_id"), table_name="user_post_activity"
    )
    op.drop_index("ix_user_post_activity_on", table_name="user_post_activity")
    op.drop_table("user_post_activity")
    op.drop_index(op.f("ix_outlier_reports_post_id"), table_name="outlier_reports")
    op.drop_index("ix_outlier_reports_owner_found", table_name="outlier_reports")
    op.drop_table("outlier_reports")
    op.drop_index(
        op.f("ix_followed_creators_creator_id"), table_name="followed_creators"
    )
    op.drop_table("followed_creators")
    op.drop_index(op.f("ix_creator_looks_started_at"), table_name="creator_looks")
    op.drop_index(op.f("ix_creator_looks_creator_id"), table_name="creator_looks")
    op.drop_table("creator_looks")
    op.drop_index(op.f("ix_creator_aliases_creator_id"), table_name="creator_aliases")
    op.drop_table("creator_aliases")
    op.drop_table("taken_down_posts")
    op.drop_index("ix_creators_next_look_at", table_name="creators")
    op.drop_table("creators")

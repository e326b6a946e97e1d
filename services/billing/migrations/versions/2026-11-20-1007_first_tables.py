"""first tables.

Revision: 9827ff78d5b0, after
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from libs.common.jobs.migrations import (
    create_message_tables,
    drop_message_tables,
)

revision = "9827ff78d5b0"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_message_tables()
    op.create_table(
        "owner_profiles",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_owner_profiles")),
    )
    op.create_table(
        "reservations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "reserved",
                "expired",
                "settled",
                name="reservationstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("urls", sa.BigInteger(), nullable=False),
        sa.Column("posts", sa.BigInteger(), nullable=False),
        sa.Column(
            "posts_by_platform", postgresql.JSONB(astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "done_by_platform", postgresql.JSONB(astext_type=sa.Text()), nullable=True
        ),
        sa.Column("left_after", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.CheckConstraint("posts > 0", name=op.f("ck_reservations_posts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservations")),
    )
    op.create_index(
        "ix_reservations_expiring",
        "reservations",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("state = 'reserved'"),
    )
    op.create_index(
        "ix_reservations_held",
        "reservations",
        ["owner_id", "date"],
        unique=False,
        postgresql_where=sa.text("state = 'reserved'"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "ACTIVE",
                "PENDING",
                "TRIAL",
                "FAILED",
                "CANCELING",
                "CANCELLED",
                "EXPIRED",
                name="subscriptionstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
    )
    op.create_index(
        "uq_subscriptions_current_of_owner",
        "subscriptions",
        ["owner_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('ACTIVE', 'TRIAL', 'CANCELING')"),
    )
    op.create_table(
        "usage_days",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
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
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_usage_days_bounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_days")),
        sa.UniqueConstraint(
            "owner_id", "date", name=op.f("uq_usage_days_owner_id_date")
        ),
    )
    op.create_index(
        "ix_usage_days_owner",
        "usage_days",
        ["owner_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "user_usage",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column(
            "handle_analyses",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column(
            "url_lookups", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "post_suggestions",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column(
            "questions_asked",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
        ),
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
        sa.CheckConstraint(
            "least(handle_analyses, url_lookups, post_suggestions, questions_asked)"
            " >= 0",
            name=op.f("ck_user_usage_not_negative"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_usage")),
        sa.UniqueConstraint(
            "owner_id",
            "date",
            "platform",
            name=op.f("uq_user_usage_owner_id_date_platform"),
        ),
    )
    op.create_table(
        "subscription_changes",
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column(
            "from_status",
            sa.Enum(
                "ACTIVE",
                "PENDING",
                "TRIAL",
                "FAILED",
                "CANCELING",
                "CANCELLED",
                "EXPIRED",
                name="subscriptionstatus",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_status",
            sa.Enum(
                "ACTIVE",
                "PENDING",
                "TRIAL",
                "FAILED",
                "CANCELING",
                "CANCELLED",
                "EXPIRED",
                name="subscriptionstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
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
            ["subscription_id"],
            ["subscriptions.id"],
            name=op.f("fk_subscription_changes_subscription_id_subscriptions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_changes")),
    )
    op.create_index(
        "ix_subscription_changes_owner",
        "subscription_changes",
        ["owner_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_subscription_changes_subscription_id",
        "subscription_changes",
        ["subscription_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(
        "ix_subscription_changes_subscription_id", table_name="subscription_changes"
    )
    op.drop_index("ix_subscription_changes_owner", table_name="subscription_changes")
    op.drop_table("subscription_changes")
    op.drop_table("user_usage")
    op.drop_index("ix_usage_days_owner", table_name="usage_days")
    op.drop_table("usage_days")
    op.drop_index(
        "uq_subscriptions_current_of_owner",
        table_name="subscriptions",
        postgresql_where=sa.text("status IN ('ACTIVE', 'TRIAL', 'CANCELING')"),
    )
    op.drop_table("subscriptions")
    op.drop_index(
        "ix_reservations_held",
        table_name="reservations",
        postgresql_where=sa.text("state = 'reserved'"),
    )
    op.drop_index(
        "ix_reservations_expiring",
        table_name="reservations",
        postgresql_where=sa.text("state = 'reserved'"),
    )
    op.drop_table("reservations")
    op.drop_table("owner_profiles")
    drop_message_tables()

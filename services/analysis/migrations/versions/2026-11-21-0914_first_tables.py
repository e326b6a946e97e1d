"""The first tables.

Revision: 8c47e2a915f0, the first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from libs.common.jobs.migrations import (
    create_message_tables,
    drop_message_tables,
)

revision = "8c47e2a915f0"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_message_tables()
    op.create_table(
        "owner_profiles",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_owner_profiles")),
    )
    op.create_table(
        "post_analysis_requests",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=True),
        sa.Column(
            "platforms",
            postgresql.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("post_urls", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("retry_key", sa.Text(), nullable=True),
        sa.Column("display_name", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("timezone", sa.Text(), server_default="UTC", nullable=False),
        sa.Column("language", sa.Text(), server_default="en", nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "PENDING",
                "PROCESSING",
                "COMPLETED",
                "FAILED",
                "CANCELLED",
                name="requeststatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "request_created",
                "fetching_posts",
                "social_data_fetched",
                "collecting_media",
                "transcribing",
                "displaying_content",
                "analysing",
                "analysis_complete",
                "partial_success",
                "error",
                "retrying",
                name="stage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "progress", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "attempt", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "last_seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "retry_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "max_retries", sa.BigInteger(), server_default=sa.text("3"), nullable=False
        ),
        sa.Column("error_stage", sa.Text(), nullable=True),
        sa.Column("error_category", sa.Text(), nullable=True),
        sa.Column(
            "error_details", postgresql.JSONB(astext_type=sa.Text()), nullable=True
        ),
        sa.Column(
            "total_api_calls",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column(
            "posts_processed",
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
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_analysis_requests")),
    )
    op.create_index(
        "ix_post_analysis_requests_owner",
        "post_analysis_requests",
        ["owner_id", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_post_analysis_requests_deleted",
        "post_analysis_requests",
        ["deleted_at"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_table(
        "analysis_status_history",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "request_created",
                "fetching_posts",
                "social_data_fetched",
                "collecting_media",
                "transcribing",
                "displaying_content",
                "analysing",
                "analysis_complete",
                "partial_success",
                "error",
                "retrying",
                name="stage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "PENDING",
                "PROCESSING",
                "COMPLETED",
                "FAILED",
                "CANCELLED",
                name="requeststatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("progress", sa.BigInteger(), nullable=False),
        sa.Column("post_progress", sa.BigInteger(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("cost_micro_usd", sa.BigInteger(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["post_analysis_requests.id"],
            name=op.f("fk_analysis_status_history_request_id_post_analysis_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analysis_status_history")),
        sa.UniqueConstraint(
            "request_id", "seq", name=op.f("uq_analysis_status_history_request_id_seq")
        ),
    )
    op.create_table(
        "post_analyses",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("is_viral", sa.Boolean(), nullable=True),
        sa.Column(
            "virality_reasoning",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
        ),
        sa.Column(
            "quick_takeaways", postgresql.JSONB(astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "creator_context", postgresql.JSONB(astext_type=sa.Text()), nullable=True
        ),
        sa.Column(
            "content_observation",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
        ),
        sa.Column(
            "replicable_elements",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
        ),
        sa.Column(
            "viral_formula", postgresql.JSONB(astext_type=sa.Text()), nullable=True
        ),
        sa.Column(
            "improvements", postgresql.JSONB(astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "suggestions_for_future_posts",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
        ),
        sa.Column(
            "analysis_data", postgresql.JSONB(astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "metadata_used", postgresql.JSONB(astext_type=sa.Text()), nullable=False
        ),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("removed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("prompt_version", sa.Text(), nullable=False),
        sa.Column("cost_micro_usd", sa.BigInteger(), nullable=False),
        sa.Column("latency_ms", sa.BigInteger(), nullable=False),
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
            ["request_id"],
            ["post_analysis_requests.id"],
            name=op.f("fk_post_analyses_request_id_post_analysis_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_analyses")),
        sa.UniqueConstraint(
            "request_id", "position", name=op.f("uq_post_analyses_request_id_position")
        ),
    )
    op.create_index(
        "ix_post_analyses_owner_post",
        "post_analyses",
        ["owner_id", "post_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "request_posts",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("platform_post_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column(
            "needs_resolve",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "collecting",
                "media",
                "transcript",
                "analysing",
                "done",
                "failed",
                "cancelled",
                "duplicate",
                name="poststate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "resume_state",
            sa.Enum(
                "waiting",
                "collecting",
                "media",
                "transcript",
                "analysing",
                "done",
                "failed",
                "cancelled",
                "duplicate",
                name="poststate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "request_created",
                "fetching_posts",
                "social_data_fetched",
                "collecting_media",
                "transcribing",
                "displaying_content",
                "analysing",
                "analysis_complete",
                "partial_success",
                "error",
                "retrying",
                name="stage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "is_visible", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column(
            "is_from_held",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
        ),
        sa.Column("held_age_seconds", sa.BigInteger(), nullable=True),
        sa.Column(
            "is_invented", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column(
            "is_charged", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column(
            "retries", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("analysis_id", sa.Uuid(), nullable=True),
        sa.Column("outlier_multiple", sa.Double(), nullable=True),
        sa.Column("band", sa.Text(), nullable=True),
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
            ["request_id"],
            ["post_analysis_requests.id"],
            name=op.f("fk_request_posts_request_id_post_analysis_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_posts")),
        sa.UniqueConstraint(
            "request_id", "position", name=op.f("uq_request_posts_request_id_position")
        ),
    )


def downgrade() -> None:
    op.drop_table("request_posts")
    op.drop_index("ix_post_analyses_owner_post", table_name="post_analyses")
    op.drop_table("post_analyses")
    op.drop_table("analysis_status_history")
    op.drop_index(
        "ix_post_analysis_requests_deleted", table_name="post_analysis_requests"
    )
    op.drop_index(
        "ix_post_analysis_requests_owner", table_name="post_analysis_requests"
    )
    op.drop_table("post_analysis_requests")
    op.drop_table("owner_profiles")
    drop_message_tables()

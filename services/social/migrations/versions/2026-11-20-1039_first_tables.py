"""Posts with all that belongs to them, collections, imports, and message tables.

Revision: 75d2bb196b1c, the first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from libs.common.jobs.migrations import (
    create_message_tables,
    drop_message_tables,
)

revision = "75d2bb196b1c"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_message_tables()
    op.create_table(
        "collected_requests",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_collected_requests")),
    )
    op.create_table(
        "collection_claims",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("holder", sa.Uuid(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_collection_claims")),
    )
    op.create_index(
        "ix_collection_claims_lease_until",
        "collection_claims",
        ["lease_until"],
        unique=False,
    )
    op.create_table(
        "collection_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_runs")),
    )
    op.create_index(
        op.f("ix_collection_runs_started_at"),
        "collection_runs",
        ["started_at"],
        unique=False,
    )
    op.create_table(
        "imports",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "rows_done", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "bytes_done", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "imported", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "updated", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "duplicate", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "refused", sa.BigInteger(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_owner_id"), "imports", ["owner_id"], unique=False)
    op.create_table(
        "posts",
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("platform_post_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("creator_key", sa.Text(), nullable=False),
        sa.Column("creator_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("duration_seconds", sa.Double(), nullable=True),
        sa.Column("metrics", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "views",
            sa.BigInteger(),
            sa.Computed("(metrics ->> 'views')::bigint", persisted=True),
            nullable=True,
        ),
        sa.Column("metrics_as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("engagement_score", sa.Double(), nullable=True),
        sa.Column("engagement_denominator", sa.Text(), nullable=True),
        sa.Column("transcript", sa.Text(), nullable=True),
        sa.Column(
            "formatted_transcript",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
        ),
        sa.Column(
            "transcript_state", sa.Text(), server_default="unknown", nullable=False
        ),
        sa.Column("is_invented", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint(
            "platform",
            "platform_post_id",
            "owner_id",
            name=op.f("uq_posts_platform_platform_post_id_owner_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "ix_posts_baseline",
        "posts",
        ["owner_id", "platform", "creator_key", "format", "published_at"],
        unique=False,
        postgresql_include=["id", "views"],
    )
    op.create_table(
        "resolved_pointers",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("platform_post_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "url", name=op.f("pk_resolved_pointers")),
    )
    op.create_table(
        "collection_results",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["collection_runs.id"],
            name=op.f("fk_collection_results_run_id_collection_runs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "url", name=op.f("pk_collection_results")),
    )
    op.create_table(
        "import_rows",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("row_number", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=True),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("replaced", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
            name=op.f("fk_import_rows_import_id_imports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "row_number", name=op.f("pk_import_rows")),
    )
    op.create_index(
        "ix_import_rows_post",
        "import_rows",
        ["post_id", "import_id"],
        unique=False,
        postgresql_where=sa.text("post_id IS NOT NULL"),
    )
    op.create_table(
        "post_access",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["posts.id"],
            name=op.f("fk_post_access_post_id_posts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "owner_id",
            "post_id",
            name=op.f("pk_post_access"),
            postgresql_include=["via", "removed_at"],
        ),
    )
    op.create_index(
        op.f("ix_post_access_post_id"), "post_access", ["post_id"], unique=False
    )
    op.create_index(
        "ix_post_access_removed",
        "post_access",
        ["owner_id", "post_id"],
        unique=False,
        postgresql_where=sa.text("removed_at IS NOT NULL"),
    )
    op.create_table(
        "post_comments",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("platform_comment_id", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["posts.id"],
            name=op.f("fk_post_comments_post_id_posts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "post_id", "platform_comment_id", name=op.f("pk_post_comments")
        ),
    )
    op.create_table(
        "post_media",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("supabase_url", sa.Text(), nullable=True),
        sa.Column(
            "uploaded_to_supabase",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
        ),
        sa.Column("content_type", sa.Text(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("duration_seconds", sa.Double(), nullable=True),
        sa.Column("transcript", sa.Text(), nullable=True),
        sa.Column("failure_reason", sa.Text(), nullable=True),
        sa.Column("failure_message", sa.Text(), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=True),
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
            ["post_id"],
            ["posts.id"],
            name=op.f("fk_post_media_post_id_posts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_media")),
        sa.UniqueConstraint(
            "post_id",
            "kind",
            "position",
            name=op.f("uq_post_media_post_id_kind_position"),
        ),
    )
    op.create_table(
        "post_metric_snapshots",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("metrics", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["posts.id"],
            name=op.f("fk_post_metric_snapshots_post_id_posts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "post_id", "as_of", name=op.f("pk_post_metric_snapshots")
        ),
    )
    op.create_table(
        "request_posts",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["posts.id"],
            name=op.f("fk_request_posts_post_id_posts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["collected_requests.request_id"],
            name=op.f("fk_request_posts_request_id_collected_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", "post_id", name=op.f("pk_request_posts")),
    )
    op.create_index(
        op.f("ix_request_posts_post_id"), "request_posts", ["post_id"], unique=False
    )
    op.create_table(
        "standing_orders",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("creator_key", sa.Text(), nullable=False),
        sa.Column(
            "version", sa.BigInteger(), server_default=sa.text("1"), nullable=False
        ),
        sa.Column(
            "asked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint(
            "owner_id", "platform", "creator_key", name=op.f("pk_standing_orders")
        ),
    )
    op.create_table(
        "post_standings",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("creator_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("usual", sa.Double(), nullable=True),
        sa.Column("multiple", sa.Double(), nullable=True),
        sa.Column("band", sa.Text(), nullable=True),
        sa.Column("sample_size", sa.BigInteger(), nullable=False),
        sa.Column("others", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["posts.id"],
            name=op.f("fk_post_standings_post_id_posts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "owner_id",
            "post_id",
            name=op.f("pk_post_standings"),
            postgresql_include=["multiple", "band"],
        ),
    )
    op.create_index(
        op.f("ix_post_standings_post_id"), "post_standings", ["post_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_post_standings_post_id"), table_name="post_standings")
    op.drop_table("post_standings")
    op.drop_table("standing_orders")
    op.drop_index(op.f("ix_request_posts_post_id"), table_name="request_posts")
    op.drop_table("request_posts")
    op.drop_table("post_metric_snapshots")
    op.drop_table("post_media")
    op.drop_table("post_comments")
    op.drop_index(
        "ix_post_access_removed",
        table_name="post_access",
        postgresql_where=sa.text("removed_at IS NOT NULL"),
    )
    op.drop_index(op.f("ix_post_access_post_id"), table_name="post_access")
    op.drop_table("post_access")
    op.drop_index(
        "ix_import_rows_post",
        table_name="import_rows",
        postgresql_where=sa.text("post_id IS NOT NULL"),
    )
    op.drop_table("import_rows")
    op.drop_table("collection_results")
    op.drop_table("resolved_pointers")
    op.drop_index(
        "ix_posts_baseline", table_name="posts", postgresql_include=["id", "views"]
    )
    op.drop_table("posts")
    op.drop_index(op.f("ix_imports_owner_id"), table_name="imports")
    op.drop_table("imports")
    op.drop_index(op.f("ix_collection_runs_started_at"), table_name="collection_runs")
    op.drop_table("collection_runs")
    op.drop_index("ix_collection_claims_lease_until", table_name="collection_claims")
    op.drop_table("collection_claims")
    op.drop_table("collected_requests")
    drop_message_tables()

"""What was heard in the media of posts, and where a post's words are from.

Revision: 7f2a7c353e70, after 8c58886f624d.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "7f2a7c353e70"
down_revision = "8c58886f624d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    now = sa.text("now()")
    op.create_table(
        "medium_transcripts",
        sa.Column("medium_id", sa.Uuid(), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column(
            "has_times", sa.Boolean(), server_default=sa.text("true"), nullable=False
        ),
        sa.Column(
            "heard_seconds", sa.Double(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "segments",
            postgresql.JSONB(),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=now, nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=now, nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["medium_id"],
            ["post_media.id"],
            name=op.f("fk_medium_transcripts_medium_id_post_media"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("medium_id", name=op.f("pk_medium_transcripts")),
    )
    op.create_index(
        op.f("ix_medium_transcripts_content_sha256"),
        "medium_transcripts",
        ["content_sha256"],
    )
    op.add_column("posts", sa.Column("transcript_source", sa.Text()))
    op.add_column("posts", sa.Column("transcript_language", sa.Text()))


def downgrade() -> None:
    op.drop_column("posts", "transcript_language")
    op.drop_column("posts", "transcript_source")
    op.drop_table("medium_transcripts")

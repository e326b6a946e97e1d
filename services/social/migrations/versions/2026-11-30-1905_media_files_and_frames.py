"""Objects in storage have rows of their own; videos have frames.

Revision: a4694e3bfdd4, after 1e57e102c64e
"""

import sqlalchemy as sa
from alembic import op

revision = "a4694e3bfdd4"
down_revision = "1e57e102c64e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "media_files",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), server_default="local", nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("duration_seconds", sa.Double(), nullable=True),
        sa.Column("video_codec", sa.Text(), nullable=True),
        sa.Column("audio_codec", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "looked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doomed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_media_files")),
    )
    op.create_index(
        "ix_media_files_looked_at", "media_files", ["looked_at"], unique=False
    )
    op.create_index(
        "uq_media_files_content",
        "media_files",
        ["owner_id", "sha256"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text(
            "sha256 IS NOT NULL AND stored_at IS NOT NULL AND doomed_at IS NULL"
        ),
    )
    op.create_table(
        "video_frames",
        sa.Column("video", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("at_seconds", sa.Double(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file"],
            ["media_files.key"],
            name=op.f("fk_video_frames_file_media_files"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["video"],
            ["media_files.key"],
            name=op.f("fk_video_frames_video_media_files"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("video", "position", name=op.f("pk_video_frames")),
    )
    op.create_index(
        op.f("ix_video_frames_file"), "video_frames", ["file"], unique=False
    )
    op.add_column("post_media", sa.Column("video_codec", sa.Text(), nullable=True))
    op.add_column("post_media", sa.Column("audio_codec", sa.Text(), nullable=True))
    op.add_column(
        "post_media", sa.Column("expired_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "post_media", sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True)
    )
    # What is stored already, whatever its content: it is shared by nobody.
    op.execute(
        "INSERT INTO media_files (key, owner_id, content_type, size_bytes, width,"
        " height, duration_seconds, stored_at)"
        " SELECT DISTINCT ON (m.file) m.file, p.owner_id,"
        " coalesce(m.content_type, 'application/octet-stream'),"
        " coalesce(m.size_bytes, 0), m.width, m.height, m.duration_seconds,"
        " coalesce(m.stored_at, now())"
        " FROM post_media m JOIN posts p ON p.id = m.post_id"
        " WHERE m.file IS NOT NULL ORDER BY m.file"
    )
    op.create_index(op.f("ix_post_media_file"), "post_media", ["file"], unique=False)
    op.create_foreign_key(
        op.f("fk_post_media_file_media_files"),
        "post_media",
        "media_files",
        ["file"],
        ["key"],
        ondelete="SET NULL",
    )


def downgrade() -> None:
    op.drop_constraint(
        op.f("fk_post_media_file_media_files"), "post_media", type_="foreignkey"
    )
    op.drop_index(op.f("ix_post_media_file"), table_name="post_media")
    op.drop_column("post_media", "renewed_at")
    op.drop_column("post_media", "expired_at")
    op.drop_column("post_media", "audio_codec")
    op.drop_column("post_media", "video_codec")
    op.drop_index(op.f("ix_video_frames_file"), table_name="video_frames")
    op.drop_table("video_frames")
    op.drop_index(
        "uq_media_files_content",
        table_name="media_files",
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text(
            "sha256 IS NOT NULL AND stored_at IS NOT NULL AND doomed_at IS NULL"
        ),
    )
    op.drop_index("ix_media_files_looked_at", table_name="media_files")
    op.drop_table("media_files")

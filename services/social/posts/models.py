"""Posts, their figures over time, their comments, and who has them in their library."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Computed,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId, HasTimestamps
from services.social.database import Base

AccessVia = Literal["analysis", "import", "follow", "save"]
TranscriptState = Literal["unknown", "present", "no_speech", "missing"]


class Post(HasId, HasTimestamps, Base):
    """A post: public where `owner_id` is null, else its importer's alone.

    `username`, `content`, `engagement_score`, `metrics`, `transcript` and
    `formatted_transcript` are the specification's names. `metrics` holds the known
    figures only, each the newest seen; `metrics_as_of` is when the newest were seen,
    `told_as_of` when the texts were.
    `kind` is the source's word, `format` what it is compared within. `is_whole` is
    False while all that is known of it comes from a listing that told it in part.
    `transcript_source` says where the words are from, None if they came with it."""

    __tablename__ = "posts"
    __table_args__ = (
        UniqueConstraint(
            "platform",
            "platform_post_id",
            "owner_id",
            postgresql_nulls_not_distinct=True,
        ),
        Index(
            "ix_posts_baseline",
            "owner_id",
            "platform",
            "creator_key",
            "format",
            "published_at",
            # Libraries are sorted and counted without a look at the wide rows.
            postgresql_include=["id", "views"],
        ),
        # For twins: who may have published the same at about that time.
        Index(
            "ix_posts_derived",
            "platform",
            "published_at",
            postgresql_where=text(
                "owner_id IS NOT NULL AND platform_post_id LIKE '~%'"
            ),
        ),
        Index(
            "ix_posts_public_time",
            "platform",
            "published_at",
            postgresql_where=text("owner_id IS NULL"),
        ),
    )

    owner_id: Mapped[UUID | None]
    platform: Mapped[str]
    platform_post_id: Mapped[str]
    url: Mapped[str]
    username: Mapped[str]
    creator_key: Mapped[str]
    creator_name: Mapped[str]
    kind: Mapped[str | None]
    format: Mapped[str]
    title: Mapped[str | None]
    content: Mapped[str | None]
    published_at: Mapped[datetime | None]
    duration_seconds: Mapped[float | None]
    metrics: Mapped[dict[str, Any]]
    views: Mapped[int | None] = mapped_column(
        BigInteger, Computed("(metrics ->> 'views')::bigint", persisted=True)
    )
    metrics_as_of: Mapped[datetime]
    told_as_of: Mapped[datetime]
    engagement_score: Mapped[float | None]
    engagement_denominator: Mapped[str | None]
    transcript: Mapped[str | None]
    formatted_transcript: Mapped[list[Any] | None]
    transcript_state: Mapped[str] = mapped_column(server_default="unknown")
    transcript_source: Mapped[str | None]
    transcript_language: Mapped[str | None]
    is_invented: Mapped[bool]
    is_whole: Mapped[bool] = mapped_column(server_default=text("true"))
    origin: Mapped[str]
    fetched_at: Mapped[datetime]


class PostMetricSnapshot(Base):
    """The figures of a post as they were seen at one moment."""

    __tablename__ = "post_metric_snapshots"

    post_id: Mapped[UUID] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    as_of: Mapped[datetime] = mapped_column(primary_key=True)
    metrics: Mapped[dict[str, Any]]
    origin: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class PostComment(Base):
    """A comment on a post; `data` as the source gave it (author, text, likes, time)."""

    __tablename__ = "post_comments"

    post_id: Mapped[UUID] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    platform_comment_id: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class PostAccess(Base):
    """This owner has this post in the library, and how it came there.

    With `removed_at` the owner has taken it out: his own post goes for good after a
    while; of a public one it is remembered, so that it serves him no baseline.
    `saved_at` is when the owner bookmarked it."""

    __tablename__ = "post_access"
    __table_args__ = (
        PrimaryKeyConstraint(
            "owner_id", "post_id", postgresql_include=["via", "removed_at"]
        ),
        Index(
            "ix_post_access_saved",
            "owner_id",
            "post_id",
            postgresql_where=text("saved_at IS NOT NULL"),
        ),
        Index(
            "ix_post_access_removed",
            "owner_id",
            "post_id",
            postgresql_where=text("removed_at IS NOT NULL"),
        ),
    )

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    post_id: Mapped[UUID] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    via: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    removed_at: Mapped[datetime | None]
    saved_at: Mapped[datetime | None]

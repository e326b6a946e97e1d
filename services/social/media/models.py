"""The pictures and videos of posts, and the objects in storage that they lie in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
    false,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId, HasTimestamps
from services.social.database import Base


class MediaFile(Base):
    """An object in storage: noted before it is stored, and until it is deleted.

    Equal bytes of one owner (None: public) are one object, whatever posts show it. It
    is there once `stored_at` is set; from `doomed_at` on nothing may refer to it any
    more. What nothing refers to is swept. `looked_at` is when somebody last needed it.
    Old objects, and the demo's, have no `sha256`. `place` is the storage that it lies
    in (`local`, `supabase`). A key is never used twice."""

    __tablename__ = "media_files"
    __table_args__ = (
        Index(
            "uq_media_files_content",
            "owner_id",
            "sha256",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text(
                "sha256 IS NOT NULL AND stored_at IS NOT NULL AND doomed_at IS NULL"
            ),
        ),
        Index("ix_media_files_looked_at", "looked_at"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(server_default="local")
    owner_id: Mapped[UUID | None]
    sha256: Mapped[str | None]
    content_type: Mapped[str]
    size_bytes: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration_seconds: Mapped[float | None]
    video_codec: Mapped[str | None]
    audio_codec: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    looked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    stored_at: Mapped[datetime | None]
    doomed_at: Mapped[datetime | None]


class VideoFrame(Base):
    """A still of a stored video, for a model to look at: `position` in order of time,
    the first being the first frame."""

    __tablename__ = "video_frames"
    __table_args__ = (PrimaryKeyConstraint("video", "position"),)

    video: Mapped[str] = mapped_column(
        ForeignKey("media_files.key", ondelete="CASCADE")
    )
    position: Mapped[int]
    at_seconds: Mapped[float]
    file: Mapped[str] = mapped_column(
        ForeignKey("media_files.key", ondelete="CASCADE"), index=True
    )


class PostMedia(HasId, HasTimestamps, Base):
    """One medium of a post; stored once `file` is set.

    `file`, `source_url`, `supabase_url`, `uploaded_to_supabase` and `transcript` are
    the specification's names; `file` is the key in our storage. `failure_reason` says
    why it could not be stored the last time it was tried. With `expired_at` it was
    stored, and our copy was given up since nobody needed it: it can be fetched again.
    `renewed_at` is when the post was last collected anew for an address that had run
    out."""

    __tablename__ = "post_media"
    __table_args__ = (UniqueConstraint("post_id", "kind", "position"),)

    post_id: Mapped[UUID] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    kind: Mapped[str]
    position: Mapped[int]
    source_url: Mapped[str]
    file: Mapped[str | None] = mapped_column(
        ForeignKey("media_files.key", ondelete="SET NULL"), index=True
    )
    supabase_url: Mapped[str | None]
    uploaded_to_supabase: Mapped[bool] = mapped_column(server_default=false())
    content_type: Mapped[str | None]
    size_bytes: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration_seconds: Mapped[float | None]
    video_codec: Mapped[str | None]
    audio_codec: Mapped[str | None]
    transcript: Mapped[str | None]
    failure_reason: Mapped[str | None]
    failure_message: Mapped[str | None]
    stored_at: Mapped[datetime | None]
    expired_at: Mapped[datetime | None]
    renewed_at: Mapped[datetime | None]

"""The pictures and videos of posts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId, HasTimestamps
from services.social.database import Base


class PostMedia(HasId, HasTimestamps, Base):
    """One medium of a post; stored once `file` is set.

    `file`, `source_url`, `supabase_url`, `uploaded_to_supabase` and `transcript` are
    the specification's names; `file` is the key in our storage. `failure_reason` says
    why it could not be stored the last time it was tried."""

    __tablename__ = "post_media"
    __table_args__ = (UniqueConstraint("post_id", "kind", "position"),)

    post_id: Mapped[UUID] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    kind: Mapped[str]
    position: Mapped[int]
    source_url: Mapped[str]
    file: Mapped[str | None]
    supabase_url: Mapped[str | None]
    uploaded_to_supabase: Mapped[bool] = mapped_column(server_default=false())
    content_type: Mapped[str | None]
    size_bytes: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration_seconds: Mapped[float | None]
    transcript: Mapped[str | None]
    failure_reason: Mapped[str | None]
    failure_message: Mapped[str | None]
    stored_at: Mapped[datetime | None]

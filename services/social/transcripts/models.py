"""What was heard in the media of posts."""

from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ForeignKey, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasTimestamps
from services.social.database import Base

HeardState = Literal["unfinished", "present", "no_speech", "unreadable"]


class MediumTranscript(HasTimestamps, Base):
    """What is said in one medium, as far as `heard_seconds`.

    It grows piece by piece while somebody listens, so that he who goes on after a kill
    hears, and pays for, nothing twice. `content_sha256` is that of the medium's bytes:
    equal ones are not listened to again. `segments` are TranscriptSegments; without
    `has_times` their times are those of whole pieces."""

    __tablename__ = "medium_transcripts"

    medium_id: Mapped[UUID] = mapped_column(
        ForeignKey("post_media.id", ondelete="CASCADE"), primary_key=True
    )
    content_sha256: Mapped[str] = mapped_column(index=True)
    state: Mapped[str]
    source: Mapped[str]
    model: Mapped[str]
    language: Mapped[str | None]
    has_times: Mapped[bool] = mapped_column(server_default=text("true"))
    heard_seconds: Mapped[float] = mapped_column(server_default=text("0"))
    segments: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))

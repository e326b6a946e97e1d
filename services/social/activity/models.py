"""What people did with posts."""

from datetime import date as calendar_date
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId
from services.social.database import Base

ActivityKind = Literal["viewed", "analysed", "saved", "unsaved", "exported"]


class UserPostActivity(HasId, Base):
    """A user did something with a post, so many times on a day (UTC).

    A row a day rather than a row a time: who reads a post again and again makes no
    more of them."""

    __tablename__ = "user_post_activity"
    __table_args__ = (
        UniqueConstraint("owner_id", "user_id", "post_id", "kind", "on"),
        Index("ix_user_post_activity_recent", "owner_id", "last_at", "id"),
        Index("ix_user_post_activity_on", "on"),
    )

    owner_id: Mapped[UUID]
    user_id: Mapped[UUID]
    post_id: Mapped[UUID] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    on: Mapped[calendar_date]
    times: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]

"""Looks at accounts: what each brought, and what it cost."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.social.database import Base


class CreatorLook(Base):
    """One look at an account's newest posts; `id` is the message's that asked for it.

    `stored_at` is when its posts were stored: a run after a crash goes on from there,
    and asks and pays nobody again. `post_ids` are those posts, newest first;
    `most` is how many were asked for,
    `new_posts` how many of those that came were not held before."""

    __tablename__ = "creator_looks"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    creator_id: Mapped[UUID] = mapped_column(
        ForeignKey("creators.id", ondelete="CASCADE"), index=True
    )
    most: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(index=True)
    stored_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    source: Mapped[str | None]
    post_ids: Mapped[list[Any]] = mapped_column(ARRAY(Uuid), server_default="{}")
    new_posts: Mapped[int] = mapped_column(server_default=text("0"))
    reason: Mapped[str | None]
    message: Mapped[str | None]
    outside_calls: Mapped[int] = mapped_column(server_default=text("0"))
    cost_micro_usd: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))

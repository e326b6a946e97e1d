"""Accounts that people follow, the names they are known by, and who follows them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId, HasTimestamps
from services.social.database import Base


class Creator(HasId, HasTimestamps, Base):
    """An account on a platform, shared by all who follow it.

    `creator_key` and `creator_name` are those of its posts, known after the first look
    that found any. `looked_at` is the last look, `succeeded_at` the last that brought
    an answer; `failures` counts those in a row that brought none, `failure_reason` and
    `failure_message` say why. `next_look_at` is when the watch comes by again."""

    __tablename__ = "creators"
    __table_args__ = (
        UniqueConstraint("platform", "creator_key"),
        Index("ix_creators_next_look_at", "next_look_at"),
    )

    platform: Mapped[str]
    handle: Mapped[str | None]
    url: Mapped[str]
    is_invented: Mapped[bool]
    creator_key: Mapped[str | None]
    creator_name: Mapped[str | None]
    source: Mapped[str | None]
    looked_at: Mapped[datetime | None]
    succeeded_at: Mapped[datetime | None]
    next_look_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    failure_reason: Mapped[str | None]
    failure_message: Mapped[str | None]


class CreatorAlias(Base):
    """A name that leads to an account: its handle in lower case, or its channel id.

    An account may have several; which are one is known once its posts are seen."""

    __tablename__ = "creator_aliases"

    platform: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    creator_id: Mapped[UUID] = mapped_column(
        ForeignKey("creators.id", ondelete="CASCADE"), index=True
    )


class FollowedCreator(HasId, HasTimestamps, Base):
    """This owner follows this account since `created_at`.

    With `paused_at` he is shown and told nothing new; with `removed_at` he has
    unfollowed it, and can take that back for a while. `judged_at` is when its posts
    were first judged for him: outliers that are found later are news."""

    __tablename__ = "followed_creators"
    __table_args__ = (UniqueConstraint("owner_id", "creator_id"),)

    owner_id: Mapped[UUID]
    creator_id: Mapped[UUID] = mapped_column(
        ForeignKey("creators.id", ondelete="CASCADE"), index=True
    )
    paused_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    judged_at: Mapped[datetime | None]

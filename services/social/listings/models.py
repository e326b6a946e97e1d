"""Which creators' newest posts were listed, and for whose request."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.social.database import Base


class CreatorListing(Base):
    """The last time that somebody asked for a creator's newest posts of a kind: to
    compare others with them, or to look at the account.

    `kind` is `short` for short videos where sources list those apart. `asked` is how
    many were asked for, `post_ids` those that came, newest first, `posts` how many;
    `reaches_back_to` is when the oldest of them was published, `source` who told. Where
    it failed, `reason` and `message` say how; then the rest is of the time before."""

    __tablename__ = "creator_listings"
    __table_args__ = (Index("ix_creator_listings_listed_at", "listed_at"),)

    platform: Mapped[str] = mapped_column(primary_key=True)
    creator_key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    listed_at: Mapped[datetime]
    asked: Mapped[int] = mapped_column(server_default=text("0"))
    posts: Mapped[int]
    post_ids: Mapped[list[Any]] = mapped_column(ARRAY(Uuid), server_default="{}")
    source: Mapped[str | None]
    reaches_back_to: Mapped[datetime | None]
    cost_micro_usd: Mapped[int]
    reason: Mapped[str | None]
    message: Mapped[str | None]


class RequestListing(Base):
    """A creator was listed for this analysis request, and what that costs.

    Written before anybody is asked, with the cost that is to be expected."""

    __tablename__ = "request_listings"

    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("collected_requests.request_id", ondelete="CASCADE"),
        primary_key=True,
    )
    platform: Mapped[str] = mapped_column(primary_key=True)
    creator_key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    cost_micro_usd: Mapped[int]

"""Which creators' newest posts were listed, and for whose request."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.social.database import Base


class CreatorListing(Base):
    """The last time that somebody asked for a creator's newest posts of a kind.

    `kind` is `short` for short videos where sources list those apart. `posts` is
    how many came, `reaches_back_to` when the oldest of them was published. Where it
    failed, `reason` and `message` say how; then the rest is of the time before."""

    __tablename__ = "creator_listings"
    __table_args__ = (Index("ix_creator_listings_listed_at", "listed_at"),)

    platform: Mapped[str] = mapped_column(primary_key=True)
    creator_key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    listed_at: Mapped[datetime]
    posts: Mapped[int]
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

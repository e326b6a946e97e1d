"""Table: usage that is reserved before the work, and settled after it."""

from datetime import date as calendar_date
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasTimestamps
from services.billing.database import Base


class ReservationState(StrEnum):
    """Where a reservation stands; a settled one is over for good."""

    RESERVED = "reserved"
    EXPIRED = "expired"
    SETTLED = "settled"


class Reservation(HasTimestamps, Base):
    """Posts of one request, held against the limit of the day `date`.

    `id` is the caller's. One that is past `expires_at` holds nothing, whether the
    sweep has marked it EXPIRED yet or not. `left_after` is what the caller was told;
    `counts_as` is the counter of `user_usage` that settling adds to."""

    __tablename__ = "reservations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID]
    date: Mapped[calendar_date]
    state: Mapped[ReservationState]
    urls: Mapped[int]
    posts: Mapped[int]
    posts_by_platform: Mapped[dict[str, Any]]
    done_by_platform: Mapped[dict[str, Any] | None]
    counts_as: Mapped[str] = mapped_column(server_default="url_lookups")
    left_after: Mapped[int]
    expires_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("posts > 0", name="posts"),
        Index(
            "ix_reservations_held",
            "owner_id",
            "date",
            postgresql_where=text("state = 'reserved'"),
        ),
        Index(
            "ix_reservations_expiring",
            "expires_at",
            postgresql_where=text("state = 'reserved'"),
        ),
    )

    def stands_at(self, now: datetime) -> bool:
        """Whether what was promised still holds: work may begin, or has been done."""
        is_over = self.state == ReservationState.SETTLED
        is_held = self.state == ReservationState.RESERVED and now < self.expires_at
        return is_over or is_held

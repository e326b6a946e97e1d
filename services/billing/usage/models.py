"""Tables: the owners' days, and what was used on each."""

from datetime import date as calendar_date
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.db.base import HasId, HasTimestamps
from services.billing.database import Base
from services.billing.usage.calendar import Day


class UsageDay(HasId, HasTimestamps, Base):
    """A day of an owner on which something was counted, with its fixed bounds (UTC).

    `date` is the local date under `timezone`. Never changed once it is opened."""

    __tablename__ = "usage_days"

    owner_id: Mapped[UUID]
    date: Mapped[calendar_date]
    timezone: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("owner_id", "date"),
        CheckConstraint("starts_at < ends_at", name="bounds"),
        Index("ix_usage_days_owner", "owner_id", "created_at", "id"),
    )

    @property
    def day(self) -> Day:
        """The same as a value."""
        return Day(self.date, self.timezone, self.starts_at, self.ends_at)


class UserUsage(HasId, HasTimestamps, Base):
    """What an owner used on a day, by platform: only work that was done."""

    __tablename__ = "user_usage"

    owner_id: Mapped[UUID]
    date: Mapped[calendar_date]
    platform: Mapped[str]
    handle_analyses: Mapped[int] = mapped_column(server_default=text("0"))
    url_lookups: Mapped[int] = mapped_column(server_default=text("0"))
    post_suggestions: Mapped[int] = mapped_column(server_default=text("0"))
    questions_asked: Mapped[int] = mapped_column(server_default=text("0"))

    __table_args__ = (
        UniqueConstraint("owner_id", "date", "platform"),
        CheckConstraint(
            "least(handle_analyses, url_lookups, post_suggestions, questions_asked)"
            " >= 0",
            name="not_negative",
        ),
    )

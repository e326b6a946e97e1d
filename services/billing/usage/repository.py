"""Queries of days and of what was used on them."""

from collections.abc import Collection, Sequence
from datetime import date as calendar_date
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from libs.common.db.repository import Repository, RowPage
from libs.common.ids import new_id
from libs.common.pagination import PageRequest
from services.billing.reservations.models import Reservation, ReservationState
from services.billing.usage.models import UsageDay, UserUsage


class UsageDayRepository(Repository[UsageDay]):
    """The days of each owner."""

    model = UsageDay

    async def find_last(
        self, owner_id: UUID, now: datetime
    ) -> tuple[UsageDay, int, int] | None:
        """The newest day that was opened, with its posts used and reserved.

        None if there was no day. What is past its time is not reserved, swept or not.
        One statement: it is the hot one, under the owner's lock."""
        done = UserUsage.url_lookups + UserUsage.handle_analyses
        used = select(func.coalesce(func.sum(done), 0)).where(
            UserUsage.owner_id == UsageDay.owner_id, UserUsage.date == UsageDay.date
        )
        held = select(func.coalesce(func.sum(Reservation.posts), 0)).where(
            Reservation.owner_id == UsageDay.owner_id,
            Reservation.date == UsageDay.date,
            Reservation.state == ReservationState.RESERVED,
            Reservation.expires_at > now,
        )
        statement = (
            select(UsageDay, used.scalar_subquery(), held.scalar_subquery())
            .where(UsageDay.owner_id == owner_id)
            .order_by(UsageDay.date.desc())
            .limit(1)
        )
        found = (await self.session.execute(statement)).one_or_none()
        return (found[0], int(found[1]), int(found[2])) if found else None

    async def list_owned(self, owner_id: UUID, page: PageRequest) -> RowPage[UsageDay]:
        """The owner's days, newest first."""
        statement = self.statement().where(UsageDay.owner_id == owner_id)
        return await self.list_page(statement, page, newest_first=True)


class UserUsageRepository(Repository[UserUsage]):
    """What each owner used."""

    model = UserUsage

    async def list_of_days(
        self, owner_id: UUID, dates: Collection[calendar_date]
    ) -> Sequence[UserUsage]:
        """The counters of these days, by platform's name."""
        statement = (
            self.statement()
            .where(UserUsage.owner_id == owner_id, UserUsage.date.in_(dates))
            .order_by(UserUsage.date, UserUsage.platform)
        )
        return await self.list_all(statement)

    async def add(
        self, owner_id: UUID, on: calendar_date, platform: str, **counts: int
    ) -> None:
        """Adds to counters of the day, by their names."""
        statement = insert(UserUsage).values(
            id=new_id(),
            owner_id=owner_id,
            date=on,
            platform=platform,
            **counts,
        )
        await self.session.execute(
            statement.on_conflict_do_update(
                index_elements=["owner_id", "date", "platform"],
                set_={
                    **{n: getattr(UserUsage, n) + c for n, c in counts.items()},
                    "updated_at": func.clock_timestamp(),
                },
            )
        )

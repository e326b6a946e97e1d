"""Which day it is for an owner."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.usage.calendar import Day, day_at
from services.billing.usage.models import UsageDay
from services.billing.usage.repository import UsageDayRepository


class DayBook:
    """The owners' days; one instance per transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._days = UsageDayRepository(session)

    async def find(self, owner_id: UUID, timezone: str, now: datetime) -> Day:
        """The owner's present day; writes nothing."""
        last = await self._days.find_last(owner_id)
        return day_at(now, timezone, last.day if last else None)

    async def open(self, owner_id: UUID, timezone: str, now: datetime) -> Day:
        """The owner's present day, its bounds kept from now on.

        Only under the owner's lock."""
        last = await self._days.find_last(owner_id)
        day = day_at(now, timezone, last.day if last else None)
        if last is None or last.date != day.date:
            await self._days.create(
                UsageDay(
                    owner_id=owner_id,
                    date=day.date,
                    timezone=day.timezone,
                    starts_at=day.starts_at,
                    ends_at=day.ends_at,
                    created_at=now,
                )
            )
        return day

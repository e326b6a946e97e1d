"""Which day it is for an owner, and what has been taken of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.usage.calendar import Day, day_at
from services.billing.usage.models import UsageDay
from services.billing.usage.repository import UsageDayRepository


@dataclass(frozen=True, slots=True)
class Standing:
    """An owner's present day, and its posts: analysed, and held for work under way.

    A day that is not open yet has nothing counted on it."""

    day: Day
    used: int
    reserved: int
    is_open: bool


class DayBook:
    """The owners' days; one instance per transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._days = UsageDayRepository(session)

    async def find(self, owner_id: UUID, timezone: str, now: datetime) -> Standing:
        """How the owner stands on his present day; writes nothing.

        `timezone` is the owner's as far as known; a day that is open keeps its own."""
        found = await self._days.find_last(owner_id, now)
        if found is None:
            return Standing(day_at(now, timezone, None), 0, 0, is_open=False)
        last, used, reserved = found
        day = day_at(now, timezone, last.day)
        if day.date == last.date:
            return Standing(day, used, reserved, is_open=True)
        return Standing(day, 0, 0, is_open=False)

    async def open(self, owner_id: UUID, standing: Standing, now: datetime) -> None:
        """Keeps the bounds of the day from now on. Only under the owner's lock."""
        if standing.is_open:
            return
        day = standing.day
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

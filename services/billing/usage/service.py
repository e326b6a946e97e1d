"""Usage as its owner sees it: today, the limits, the days before."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date as calendar_date
from uuid import UUID

from libs.common.clock import Clock
from libs.common.db.session import ReadSession
from libs.common.pagination import PageRequest
from libs.common.schemas import Page
from services.billing.owners.repository import OwnerRepository
from services.billing.plans.catalogue import PlanCatalogue
from services.billing.plans.schemas import PlanRead
from services.billing.subscriptions.service import SubscriptionReader
from services.billing.usage.days import DayBook, Standing
from services.billing.usage.models import UserUsage
from services.billing.usage.quota import Quota
from services.billing.usage.repository import UsageDayRepository, UserUsageRepository
from services.billing.usage.schemas import (
    HandleLimitRead,
    LimitRead,
    LimitsRead,
    PlatformUsageRead,
    UsageCounters,
    UsageDayRead,
    UsageLimitsRead,
    UsageTodayRead,
)


class UsageService:
    """Reads of usage; writes nothing, so that looking never opens a day."""

    def __init__(
        self, session: ReadSession, plans: PlanCatalogue, clock: Clock
    ) -> None:
        self._clock = clock
        self._owners = OwnerRepository(session)
        self._day_book = DayBook(session)
        self._days = UsageDayRepository(session)
        self._usage = UserUsageRepository(session)
        self._subscriptions = SubscriptionReader(session, plans)

    async def get_today(self, owner_id: UUID) -> UsageTodayRead:
        """What the owner has used on his present day, by platform."""
        day = (await self._find_standing(owner_id)).day
        rows = await self._usage.list_of_days(owner_id, [day.date])
        return UsageTodayRead(
            **_present_day(day.date, day.timezone, rows).model_dump(),
            starts_at=day.starts_at,
            resets_at=day.ends_at,
        )

    async def get_limits(self, owner_id: UUID) -> UsageLimitsRead:
        """The limits of the owner's plan and what is left of each."""
        plan = await self._subscriptions.find_plan(owner_id)
        standing = await self._find_standing(owner_id)
        day = standing.day
        totals = _sum_up(await self._usage.list_of_days(owner_id, [day.date]))
        analyses = Quota(plan.max_analyses_per_day, standing.used, standing.reserved)
        questions = Quota(plan.max_questions_per_day, used=totals.questions_asked)
        drafts = Quota(plan.max_generations_per_day, used=totals.post_suggestions)
        return UsageLimitsRead(
            plan=PlanRead.model_validate(plan),
            limits=LimitsRead(
                max_urls=LimitRead.model_validate(Quota(plan.max_urls, used=0)),
                max_analyses_per_day=LimitRead.model_validate(analyses),
                max_handles=HandleLimitRead(limit=plan.max_handles),
                max_questions_per_day=LimitRead.model_validate(questions),
                max_generations_per_day=LimitRead.model_validate(drafts),
            ),
            date=day.date,
            timezone=day.timezone,
            resets_at=day.ends_at,
        )

    async def list_days(self, owner_id: UUID, page: PageRequest) -> Page[UsageDayRead]:
        """The days on which something was counted, newest first."""
        found = await self._days.list_owned(owner_id, page)
        dates = [day.date for day in found.items]
        by_date: dict[calendar_date, list[UserUsage]] = defaultdict(list)
        for row in await self._usage.list_of_days(owner_id, dates):
            by_date[row.date].append(row)
        items = [
            _present_day(day.date, day.timezone, by_date[day.date])
            for day in found.items
        ]
        return Page(items=items, next_cursor=found.next_cursor)

    async def _find_standing(self, owner_id: UUID) -> Standing:
        timezone = await self._owners.find_timezone(owner_id)
        return await self._day_book.find(owner_id, timezone, self._clock.now())


def _present_day(
    on: calendar_date, timezone: str, rows: Sequence[UserUsage]
) -> UsageDayRead:
    return UsageDayRead(
        date=on,
        timezone=timezone,
        by_platform=[PlatformUsageRead.model_validate(row) for row in rows],
        totals=_sum_up(rows),
    )


def _sum_up(rows: Sequence[UserUsage]) -> UsageCounters:
    return UsageCounters(
        url_lookups=sum(row.url_lookups for row in rows),
        handle_analyses=sum(row.handle_analyses for row in rows),
        post_suggestions=sum(row.post_suggestions for row in rows),
        questions_asked=sum(row.questions_asked for row in rows),
    )

"""Reserve before the work, settle after it: exact, however many do it at once.

All of it runs under the lock of the owner's profile, so an owner's reservations and
settlements happen one after the other; different owners do not meet."""

from datetime import datetime, timedelta

import structlog

from libs.common.clock import Clock
from libs.common.contracts.billing import ReserveUsage, SettleUsage, UsageReserved
from libs.common.db.session import WriteSession
from libs.common.db.tombstones import refuse_erased
from libs.common.jobs.client import Jobs
from services.billing.owners.repository import OwnerRepository
from services.billing.owners.turns import OwnerTurns
from services.billing.plans.catalogue import PlanCatalogue
from services.billing.reservations.errors import (
    DailyAnalysisLimitReached,
    ReservationIdReused,
    SettlementNotPossible,
    UrlLimitExceeded,
)
from services.billing.reservations.models import Reservation, ReservationState
from services.billing.reservations.repository import ReservationRepository
from services.billing.subscriptions.service import SubscriptionService
from services.billing.usage.calendar import Day
from services.billing.usage.days import DayBook
from services.billing.usage.quota import Quota
from services.billing.usage.repository import UserUsageRepository

log = structlog.get_logger()

_EXPIRED_AT_ONCE = 5_000


class ReservationService:
    """The decisions about reservations; one instance per transaction."""

    def __init__(
        self,
        session: WriteSession,
        plans: PlanCatalogue,
        clock: Clock,
        *,
        jobs: Jobs,
        turns: OwnerTurns,
        lifetime: timedelta,
    ) -> None:
        self._plans = plans
        self._clock = clock
        self._turns = turns
        self._lifetime = lifetime
        self._session = session
        self._owners = OwnerRepository(session)
        self._reservations = ReservationRepository(session)
        self._usage = UserUsageRepository(session)
        self._days = DayBook(session)
        self._subscriptions = SubscriptionService(session, plans, clock, jobs)

    async def reserve(self, question: ReserveUsage) -> UsageReserved:
        """Holds the posts against the owner's present day, all of them or none.

        The same id and content give the same answer; if the reservation has expired
        meanwhile, it is made anew. Raises ReservationIdReused (409), UrlLimitExceeded
        (402), DailyAnalysisLimitReached (429), AccountErased (401)."""
        async with self._turns.take(question.owner_id):
            return await self._reserve(question)

    async def _reserve(self, question: ReserveUsage) -> UsageReserved:
        await refuse_erased(self._session, question.owner_id)
        owner = await self._owners.lock(question.owner_id)
        now = self._clock.now()
        known = await self._reservations.find_locked(question.reservation_id)
        if known and not _is_same(known, question):
            raise ReservationIdReused
        if known and known.stands_at(now):
            return _answer(known)
        subscription = await self._subscriptions.ensure(owner.owner_id)
        plan = self._plans.get(subscription.plan_id)
        if question.urls > plan.max_urls:
            raise UrlLimitExceeded(plan.max_urls, question.urls)
        standing = await self._days.find(owner.owner_id, owner.timezone, now)
        quota = Quota(plan.max_analyses_per_day, standing.used, standing.reserved)
        posts = sum(question.posts_by_platform.values())
        if not quota.admits(posts):
            raise DailyAnalysisLimitReached(quota, standing.day.ends_at, now)
        await self._days.open(owner.owner_id, standing, now)
        left = quota.left - posts
        return await self._hold(question, known, standing.day, left=left, now=now)

    async def _hold(
        self,
        question: ReserveUsage,
        known: Reservation | None,
        day: Day,
        *,
        left: int,
        now: datetime,
    ) -> UsageReserved:
        expires_at = now + self._lifetime
        if known:
            known.state = ReservationState.RESERVED
            known.date = day.date
            known.expires_at = expires_at
            known.left_after = left
            return _answer(known)
        is_new = await self._reservations.create_unless_taken(
            id=question.reservation_id,
            owner_id=question.owner_id,
            date=day.date,
            urls=question.urls,
            posts=sum(question.posts_by_platform.values()),
            posts_by_platform=question.posts_by_platform,
            counts_as=question.counts_as,
            left_after=left,
            expires_at=expires_at,
        )
        if not is_new:  # another owner's, at the same moment
            raise ReservationIdReused
        return UsageReserved(
            reservation_id=question.reservation_id,
            expires_at=expires_at,
            left_today=left,
        )

    async def settle(self, message: SettleUsage) -> None:
        """Charges what was done on the day it was reserved, gives back the rest.

        The first settlement stands; one that comes after the reservation has expired
        is charged all the same. Raises SettlementNotPossible if there is no such
        reservation of this owner, or more was done than was reserved."""
        await self._owners.lock(message.owner_id)
        reservation = await self._reservations.find_locked(message.reservation_id)
        if reservation is None or reservation.owner_id != message.owner_id:
            raise SettlementNotPossible(message.reservation_id, "there is none")
        if reservation.state == ReservationState.SETTLED:
            if reservation.done_by_platform != message.done_by_platform:
                log.warning("settled_before", reservation_id=str(reservation.id))
            return
        done = message.done_by_platform
        if min(done.values(), default=0) < 0 or sum(done.values()) > reservation.posts:
            why = f"{done} done, {reservation.posts} reserved"
            raise SettlementNotPossible(reservation.id, why)
        reservation.state = ReservationState.SETTLED
        reservation.done_by_platform = done
        reservation.settled_at = self._clock.now()
        for platform, count in sorted(done.items()):
            if count:
                await self._usage.add(
                    reservation.owner_id,
                    reservation.date,
                    platform,
                    **{reservation.counts_as: count},
                )

    async def expire(self) -> int:
        """Marks reservations past their time, up to 5,000; how many.

        Only for tidiness: they hold nothing from their last moment on."""
        return await self._reservations.expire(self._clock.now(), _EXPIRED_AT_ONCE)


def _is_same(known: Reservation, question: ReserveUsage) -> bool:
    return (
        known.owner_id == question.owner_id
        and known.urls == question.urls
        and known.posts_by_platform == question.posts_by_platform
        and known.counts_as == question.counts_as
    )


def _answer(reservation: Reservation) -> UsageReserved:
    return UsageReserved(
        reservation_id=reservation.id,
        expires_at=reservation.expires_at,
        left_today=reservation.left_after,
    )

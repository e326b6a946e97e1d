"""What billing does when it hears of a user."""

import structlog

from libs.common.clock import Clock
from libs.common.contracts.domain_events import UserProfile
from libs.common.db.session import WriteSession
from libs.common.jobs.client import Jobs
from libs.common.timezones import find_timezone
from services.billing.owners.repository import OwnerRepository
from services.billing.plans.catalogue import PlanCatalogue
from services.billing.subscriptions.service import SubscriptionService
from services.billing.usage.days import DayBook

log = structlog.get_logger()


class OwnerService:
    """Takes in new and changed users; one instance per transaction."""

    def __init__(
        self, session: WriteSession, plans: PlanCatalogue, clock: Clock, jobs: Jobs
    ) -> None:
        self._clock = clock
        self._owners = OwnerRepository(session)
        self._days = DayBook(session)
        self._subscriptions = SubscriptionService(session, plans, clock, jobs)

    async def take_over(self, event: UserProfile) -> None:
        """Notes the timezone, unless something newer is known, and gives a plan.

        The owner's present day keeps its end: it is opened, under the timezone that
        was, before another one is noted. A timezone that this machine does not know
        changes nothing, so that counting goes on."""
        owner = await self._owners.lock(event.owner_id)
        await self._subscriptions.ensure(event.owner_id)
        if owner.changed_at and owner.changed_at >= event.changed_at:
            return
        timezone = event.timezone
        if find_timezone(timezone) is None:
            log.warning("timezone_unknown", timezone=timezone)
            timezone = owner.timezone
        if owner.changed_at and owner.timezone != timezone:
            now = self._clock.now()
            standing = await self._days.find(owner.owner_id, owner.timezone, now)
            await self._days.open(owner.owner_id, standing, now)
        owner.timezone = timezone
        owner.changed_at = event.changed_at

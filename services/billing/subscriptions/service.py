"""Subscriptions: Free for everybody, each step guarded and kept."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.clock import Clock
from libs.common.contracts.domain_events import SubscriptionChanged
from libs.common.db.session import WriteSession
from libs.common.jobs.client import Jobs
from libs.common.pagination import PageRequest
from libs.common.schemas import Page
from services.billing.plans.catalogue import Plan, PlanCatalogue
from services.billing.plans.schemas import PlanRead
from services.billing.subscriptions.models import Subscription, SubscriptionChange
from services.billing.subscriptions.repository import (
    SubscriptionChangeRepository,
    SubscriptionRepository,
)
from services.billing.subscriptions.schemas import (
    SubscriptionChangeRead,
    SubscriptionRead,
)
from services.billing.subscriptions.states import (
    ENDED_STATUSES,
    SubscriptionStatus,
    check_transition,
)

FREE_BY_DEFAULT = "free_by_default"


class SubscriptionReader:
    """Reads of subscriptions; writes nothing."""

    def __init__(self, session: AsyncSession, plans: PlanCatalogue) -> None:
        self._plans = plans
        self._subscriptions = SubscriptionRepository(session)
        self._changes = SubscriptionChangeRepository(session)

    async def find_plan(self, owner_id: UUID) -> Plan:
        """The plan that counts for the owner; writes nothing. Raises PlanUnknown."""
        current = await self._subscriptions.find_current(owner_id)
        return self._plans.get(current.plan_id) if current else self._plans.default

    async def list_changes(
        self, owner_id: UUID, page: PageRequest
    ) -> Page[SubscriptionChangeRead]:
        """What happened to the owner's subscriptions, newest first."""
        found = await self._changes.list_owned(owner_id, page)
        items = [SubscriptionChangeRead.model_validate(row) for row in found.items]
        return Page(items=items, next_cursor=found.next_cursor)


class SubscriptionService:
    """The decisions about subscriptions; one instance per transaction."""

    def __init__(
        self, session: WriteSession, plans: PlanCatalogue, clock: Clock, jobs: Jobs
    ) -> None:
        self._session = session
        self._plans = plans
        self._clock = clock
        self._jobs = jobs
        self._subscriptions = SubscriptionRepository(session)
        self._changes = SubscriptionChangeRepository(session)

    async def ensure(self, owner_id: UUID) -> Subscription:
        """The owner's current subscription; the default plan's is made if none is.

        Made exactly once, however many ask at one moment."""
        current = await self._subscriptions.find_current(owner_id)
        while current is None:
            created = await self._subscriptions.create_unless_current(
                owner_id, self._plans.default_id, started_at=self._clock.now()
            )
            # Not created: another transaction was first, and has committed.
            current = await self._subscriptions.find_current(owner_id)
            if created and current:
                await self._note(current, None, FREE_BY_DEFAULT)
        return current

    async def transition(
        self, subscription: Subscription, status: SubscriptionStatus, reason: str
    ) -> None:
        """Takes the subscription to `status`: the one way; noted and told.

        Raises SubscriptionTransitionRefused, naming both states."""
        before = subscription.status
        check_transition(before, status)
        subscription.status = status
        if status in ENDED_STATUSES:
            subscription.ended_at = self._clock.now()
        await self._note(subscription, before, reason)

    async def get_current(self, owner_id: UUID) -> SubscriptionRead:
        """The current subscription with its plan, as it is shown."""
        current = await self.ensure(owner_id)
        plan = PlanRead.model_validate(self._plans.get(current.plan_id))
        return SubscriptionRead(
            id=current.id,
            plan=plan,
            status=current.status,
            started_at=current.started_at,
            ended_at=current.ended_at,
        )

    async def _note(
        self, subscription: Subscription, before: SubscriptionStatus | None, reason: str
    ) -> None:
        now = self._clock.now()
        await self._changes.create(
            SubscriptionChange(
                subscription_id=subscription.id,
                owner_id=subscription.owner_id,
                plan_id=subscription.plan_id,
                from_status=before,
                to_status=subscription.status,
                reason=reason,
                created_at=now,
            )
        )
        await self._jobs.publish(
            self._session,
            SubscriptionChanged(
                subscription_id=subscription.id,
                owner_id=subscription.owner_id,
                plan_id=subscription.plan_id,
                from_status=before,
                to_status=subscription.status,
                reason=reason,
                changed_at=now,
            ),
        )

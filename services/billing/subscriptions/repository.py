"""Queries of subscriptions and their history."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from libs.common.db.repository import Repository, RowPage
from libs.common.ids import new_id
from libs.common.pagination import PageRequest
from services.billing.subscriptions.models import Subscription, SubscriptionChange
from services.billing.subscriptions.states import CURRENT_STATUSES, SubscriptionStatus


class SubscriptionRepository(Repository[Subscription]):
    """Subscriptions, by owner."""

    model = Subscription

    async def find_current(self, owner_id: UUID) -> Subscription | None:
        """The one subscription whose plan counts, None if there is none."""
        statement = self.statement().where(
            Subscription.owner_id == owner_id,
            Subscription.status.in_(CURRENT_STATUSES),
        )
        return await self.find_one(statement)

    async def create_unless_current(
        self, owner_id: UUID, plan_id: str, *, started_at: datetime
    ) -> UUID | None:
        """Creates an ACTIVE one; None, and nothing is written, if one counts already.

        Waits for others who create one at this moment."""
        statement = (
            insert(Subscription)
            .values(
                id=new_id(),
                owner_id=owner_id,
                plan_id=plan_id,
                status=SubscriptionStatus.ACTIVE,
                started_at=started_at,
            )
            .on_conflict_do_nothing()
            .returning(Subscription.id)
        )
        return (await self.session.execute(statement)).scalar()


class SubscriptionChangeRepository(Repository[SubscriptionChange]):
    """What happened to subscriptions."""

    model = SubscriptionChange

    async def list_owned(
        self, owner_id: UUID, page: PageRequest
    ) -> RowPage[SubscriptionChange]:
        """The owner's changes, newest first."""
        statement = select(SubscriptionChange).where(
            SubscriptionChange.owner_id == owner_id
        )
        return await self.list_page(statement, page, newest_first=True)

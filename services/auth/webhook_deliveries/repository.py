"""Queries of deliveries and their attempts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from libs.common.db.repository import Repository, RowPage
from libs.common.pagination import PageRequest
from services.auth.webhook_deliveries.errors import WebhookDeliveryNotFound
from services.auth.webhook_deliveries.models import WebhookAttempt, WebhookDelivery
from services.auth.webhook_deliveries.states import DeliveryState, FailureReason
from services.auth.webhook_endpoints.models import WebhookEndpoint
from services.auth.webhook_endpoints.standing import SLOW_PLACES
from services.auth.webhook_endpoints.states import EndpointStatus
from services.auth.webhook_messages.catalogue import PING
from services.auth.webhook_messages.models import WebhookMessage


@dataclass(frozen=True, slots=True)
class Turn:
    """An endpoint whose turn it is, locked, and how many may be sent to it."""

    endpoint: WebhookEndpoint
    places: int


class WebhookDeliveryRepository(Repository[WebhookDelivery]):
    """Deliveries. Those of one owner are reached through his endpoint alone."""

    model = WebhookDelivery
    not_found = WebhookDeliveryNotFound

    # Seen by the owner, who has shown that the endpoint is his

    async def list_log(
        self,
        endpoint_id: UUID,
        page: PageRequest,
        *,
        state: DeliveryState | None,
        event_type: str | None,
    ) -> RowPage[WebhookDelivery]:
        """The endpoint's deliveries with message and attempts, newest first."""
        statement = _log_of(endpoint_id)
        if state:
            statement = statement.where(WebhookDelivery.state == state)
        if event_type:
            statement = statement.where(WebhookMessage.type == event_type)
        return await self.list_page(statement, page, newest_first=True)

    async def get_logged(self, endpoint_id: UUID, delivery_id: UUID) -> WebhookDelivery:
        """One of them, as it is now. Raises WebhookDeliveryNotFound."""
        statement = _log_of(endpoint_id).where(WebhookDelivery.id == delivery_id)
        return await self.get_one(statement.execution_options(populate_existing=True))

    async def replay_one(
        self, endpoint_id: UUID, delivery_id: UUID, now: datetime
    ) -> None:
        """Gives it its attempts anew. Raises WebhookDeliveryNotFound."""
        if not await self._replay(endpoint_id, WebhookDelivery.id == delivery_id, now):
            raise WebhookDeliveryNotFound

    async def replay_since(
        self, endpoint_id: UUID, since: datetime, now: datetime, *, only_failed: bool
    ) -> int:
        """The same for all that ended and were created since, but tests; how many."""
        tests = select(WebhookMessage.id).where(
            WebhookMessage.id == WebhookDelivery.message_id, WebhookMessage.type == PING
        )
        wanted = and_(
            WebhookDelivery.created_at >= since,
            ~tests.exists(),
            WebhookDelivery.state == DeliveryState.FAILED
            if only_failed
            else WebhookDelivery.state != DeliveryState.PENDING,
        )
        return await self._replay(endpoint_id, wanted, now)

    async def count_recent(
        self, owner_id: UUID, event_type: str, since: datetime
    ) -> int:
        """How many messages of the type the owner was sent since."""
        statement = select(func.count()).where(
            WebhookMessage.owner_id == owner_id,
            WebhookMessage.type == event_type,
            WebhookMessage.created_at > since,
        )
        return int((await self.session.execute(statement)).scalar_one())

    # Sent by the courier

    async def take_turns(
        self, now: datetime, limit: int, *, slow_limit: int
    ) -> Sequence[Turn]:
        """Endpoints with something due and a place free, who waited longest first.

        They are locked; whoever is locked by another is passed over. At most `limit`
        of them, of which `slow_limit` have a single place."""
        sending = self._count_sending(now).subquery()
        ready = (
            select(
                WebhookEndpoint.id, WebhookEndpoint.places, WebhookEndpoint.served_at
            )
            .outerjoin(sending, sending.c.endpoint_id == WebhookEndpoint.id)
            .where(
                WebhookEndpoint.status == EndpointStatus.ENABLED,
                or_(
                    WebhookEndpoint.rest_until.is_(None),
                    WebhookEndpoint.rest_until <= now,
                ),
                func.coalesce(sending.c.sending, 0) < WebhookEndpoint.places,
                exists().where(
                    WebhookDelivery.endpoint_id == WebhookEndpoint.id, _is_free(now)
                ),
            )
            .order_by(WebhookEndpoint.served_at.asc().nulls_first())
        )
        is_slow = WebhookEndpoint.places <= SLOW_PLACES
        rows = [
            *await self.session.execute(ready.where(is_slow).limit(slow_limit)),
            *await self.session.execute(ready.where(~is_slow).limit(limit)),
        ]
        rows.sort(key=lambda row: (row.served_at is not None, row.served_at))
        locked = await self._lock_endpoints([row.id for row in rows[:limit]])
        counted = await self.session.execute(
            self._count_sending(now, [endpoint.id for endpoint in locked])
        )
        taken = {row.endpoint_id: row.sending for row in counted}
        return [Turn(each, each.places - taken.get(each.id, 0)) for each in locked]

    async def claim(
        self, endpoint_id: UUID, limit: int, now: datetime, lease_until: datetime
    ) -> Sequence[WebhookDelivery]:
        """Leases what is due to a locked endpoint, the longest waiting first."""
        due = (
            select(WebhookDelivery.id)
            .where(WebhookDelivery.endpoint_id == endpoint_id, _is_free(now))
            .order_by(WebhookDelivery.due_at)
            .limit(limit)
        )
        claimed = await self.session.execute(
            update(WebhookDelivery)
            .where(WebhookDelivery.id.in_(due))
            .values(lease_until=lease_until, fence=WebhookDelivery.fence + 1)
            .returning(WebhookDelivery.id)
        )
        statement = (
            select(WebhookDelivery)
            .where(WebhookDelivery.id.in_(claimed.scalars().all()))
            .order_by(WebhookDelivery.due_at)
            .options(joinedload(WebhookDelivery.message))
            .execution_options(populate_existing=True)
        )
        return await self.list_all(statement)

    async def find_held(self, delivery_id: UUID, fence: int) -> WebhookDelivery | None:
        """The delivery, locked, if nobody else has taken it since; as it is now."""
        statement = select(WebhookDelivery).where(
            WebhookDelivery.id == delivery_id,
            WebhookDelivery.fence == fence,
            WebhookDelivery.lease_until.is_not(None),
        )
        return await self.find_one(
            statement.with_for_update().execution_options(populate_existing=True)
        )

    async def fail_pending(
        self, endpoint_id: UUID, reason: FailureReason, now: datetime
    ) -> None:
        """Ends whatever waits for a locked endpoint."""
        await self.session.execute(
            update(WebhookDelivery)
            .where(
                WebhookDelivery.endpoint_id == endpoint_id,
                WebhookDelivery.state == DeliveryState.PENDING,
            )
            .values(
                state=DeliveryState.FAILED,
                failure_reason=reason,
                due_at=None,
                lease_until=None,
                finished_at=now,
            )
        )

    async def delete_messages(self, before: datetime, limit: int) -> int:
        """Deletes old messages with their deliveries and attempts; how many."""
        old = (
            select(WebhookMessage.id)
            .where(WebhookMessage.created_at < before)
            .limit(limit)
        )
        gone = await self.session.execute(
            delete(WebhookMessage)
            .where(WebhookMessage.id.in_(old))
            .returning(WebhookMessage.id)
        )
        return len(gone.all())

    async def _lock_endpoints(self, ids: Sequence[UUID]) -> Sequence[WebhookEndpoint]:
        statement = select(WebhookEndpoint).where(
            WebhookEndpoint.id.in_(ids),
            WebhookEndpoint.status == EndpointStatus.ENABLED,
        )
        found = await self.session.execute(
            statement.with_for_update(skip_locked=True).execution_options(
                populate_existing=True
            )
        )
        by_id = {endpoint.id: endpoint for endpoint in found.scalars()}
        return [by_id[each] for each in ids if each in by_id]

    def _count_sending(
        self, now: datetime, ids: Sequence[UUID] | None = None
    ) -> Select[UUID, int]:
        """How many deliveries are being sent, by endpoint, in all processes."""
        statement = select(
            WebhookDelivery.endpoint_id, func.count().label("sending")
        ).where(WebhookDelivery.lease_until > now)
        if ids is not None:
            statement = statement.where(WebhookDelivery.endpoint_id.in_(ids))
        return statement.group_by(WebhookDelivery.endpoint_id)

    async def _replay(
        self, endpoint_id: UUID, wanted: ColumnElement[bool], now: datetime
    ) -> int:
        replayed = await self.session.execute(
            update(WebhookDelivery)
            .where(WebhookDelivery.endpoint_id == endpoint_id, wanted)
            .values(
                state=DeliveryState.PENDING,
                failure_reason=None,
                failures=0,
                due_at=now,
                finished_at=None,
            )
            .returning(WebhookDelivery.id)
        )
        return len(replayed.all())


class WebhookAttemptRepository(Repository[WebhookAttempt]):
    """Attempts, by their delivery."""

    model = WebhookAttempt

    async def get(self, delivery_id: UUID, number: int) -> WebhookAttempt:
        """One attempt of a delivery that is held."""
        return await self.get_one(
            select(WebhookAttempt).where(
                WebhookAttempt.delivery_id == delivery_id,
                WebhookAttempt.number == number,
            )
        )

    async def forget(self, delivery_id: UUID, before: int) -> None:
        """Deletes the attempts with a lower number."""
        await self.session.execute(
            delete(WebhookAttempt).where(
                WebhookAttempt.delivery_id == delivery_id,
                WebhookAttempt.number < before,
            )
        )

    async def interrupt(self, delivery_id: UUID, error: str, now: datetime) -> None:
        """Ends the attempts that nobody knows the outcome of."""
        await self.session.execute(
            update(WebhookAttempt)
            .where(
                WebhookAttempt.delivery_id == delivery_id,
                WebhookAttempt.finished_at.is_(None),
            )
            .values(finished_at=now, error=error)
        )


def _log_of(endpoint_id: UUID) -> Select[WebhookDelivery]:
    return (
        select(WebhookDelivery)
        .join(WebhookDelivery.message)
        .where(WebhookDelivery.endpoint_id == endpoint_id)
        .options(
            contains_eager(WebhookDelivery.message),
            selectinload(WebhookDelivery.attempts),
        )
    )


def _is_free(now: datetime) -> ColumnElement[bool]:
    """Due, and nobody sends it."""
    return and_(
        WebhookDelivery.state == DeliveryState.PENDING,
        WebhookDelivery.due_at <= now,
        or_(WebhookDelivery.lease_until.is_(None), WebhookDelivery.lease_until <= now),
    )

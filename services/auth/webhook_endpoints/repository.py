"""Queries of webhook endpoints."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select

from libs.common.db.locks import take_turn
from libs.common.db.repository import Repository, RowPage
from libs.common.pagination import PageRequest
from services.auth.webhook_endpoints.errors import WebhookEndpointNotFound
from services.auth.webhook_endpoints.models import WebhookEndpoint


class WebhookEndpointRepository(Repository[WebhookEndpoint]):
    """Endpoints, by owner; those without one are for what sends and tidies."""

    model = WebhookEndpoint
    not_found = WebhookEndpointNotFound

    async def get(self, owner_id: UUID, endpoint_id: UUID) -> WebhookEndpoint:
        """The owner's endpoint. Raises WebhookEndpointNotFound."""
        return await self.get_one(_owned(owner_id, endpoint_id))

    async def get_locked(self, owner_id: UUID, endpoint_id: UUID) -> WebhookEndpoint:
        """The same, locked. Raises WebhookEndpointNotFound."""
        return await self.get_one(_owned(owner_id, endpoint_id).with_for_update())

    async def find_locked(self, endpoint_id: UUID) -> WebhookEndpoint | None:
        """Anybody's endpoint, locked, as it is now."""
        statement = select(WebhookEndpoint).where(WebhookEndpoint.id == endpoint_id)
        return await self.find_one(
            statement.with_for_update().execution_options(populate_existing=True)
        )

    async def list_owned(
        self, owner_id: UUID, page: PageRequest
    ) -> RowPage[WebhookEndpoint]:
        """The owner's endpoints, oldest first."""
        statement = select(WebhookEndpoint).where(WebhookEndpoint.owner_id == owner_id)
        return await self.list_page(statement, page, newest_first=False)

    async def delete_owned(self, owner_id: UUID) -> None:
        """Deletes all of the owner's endpoints with their deliveries."""
        await self.session.execute(
            delete(WebhookEndpoint).where(WebhookEndpoint.owner_id == owner_id)
        )

    async def list_listening(
        self, owner_id: UUID, event_type: str
    ) -> Sequence[WebhookEndpoint]:
        """The owner's endpoints that are told of such events, whatever their status."""
        types = WebhookEndpoint.event_types
        statement = select(WebhookEndpoint).where(
            WebhookEndpoint.owner_id == owner_id,
            or_(func.cardinality(types) == 0, types.any_() == event_type),
        )
        return await self.list_all(statement.order_by(WebhookEndpoint.id))

    async def count_for_more(self, owner_id: UUID) -> int:
        """How many the owner has; nobody adds one until the transaction ends."""
        await take_turn(self.session, f"webhook_endpoints:{owner_id}")
        statement = select(func.count()).where(WebhookEndpoint.owner_id == owner_id)
        return int((await self.session.execute(statement)).scalar_one())

    async def list_after(
        self, endpoint_id: UUID | None, limit: int
    ) -> Sequence[WebhookEndpoint]:
        """Everybody's endpoints in the order of their ids, locked."""
        statement = select(WebhookEndpoint).order_by(WebhookEndpoint.id).limit(limit)
        if endpoint_id:
            statement = statement.where(WebhookEndpoint.id > endpoint_id)
        return await self.list_all(statement.with_for_update())

    async def list_over(self, now: datetime) -> Sequence[WebhookEndpoint]:
        """Endpoints whose previous secret signs no more, locked."""
        statement = select(WebhookEndpoint).where(
            WebhookEndpoint.previous_secret_until <= now
        )
        return await self.list_all(statement.with_for_update())


def _owned(owner_id: UUID, endpoint_id: UUID) -> Select[WebhookEndpoint]:
    return select(WebhookEndpoint).where(
        WebhookEndpoint.id == endpoint_id, WebhookEndpoint.owner_id == owner_id
    )

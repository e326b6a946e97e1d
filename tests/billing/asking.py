"""Speaks to billing the way its callers do."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import httpx2

from libs.common.clock import FixedClock
from libs.common.contracts.base import Named
from libs.common.contracts.billing import ReserveUsage, SettleUsage, UsageCounter
from libs.common.contracts.domain_events import UserCreated, UserUpdated
from libs.common.identity import Identity, service_identity
from libs.common.ids import new_id
from services.billing.reservations.tasks import build_reservation_service
from services.billing.resources import BillingResources
from services.billing.worker import build_handlers
from tests.fixtures.app import RunningService

RESERVATIONS = "/internal/billing/reservations"
LIMITS = "/api/v1/accounts/usage/limits"
USAGE = "/api/v1/accounts/usage"


@dataclass
class Billing:
    """A running billing service and the clock it goes by."""

    service: RunningService
    clock: FixedClock

    @cached_property
    def analysis(self) -> httpx2.AsyncClient:
        """Analysis, as a caller of internal routes."""
        return self.service.client(service_identity("analysis", ""))

    @property
    def resources(self) -> BillingResources:
        """What its process holds open."""
        held = self.service.resources
        assert isinstance(held, BillingResources)
        return held

    async def reserve(
        self,
        owner_id: UUID,
        posts: int | Mapping[str, int],
        *,
        reservation_id: UUID | None = None,
        urls: int | None = None,
        counts_as: UsageCounter = "url_lookups",
    ) -> httpx2.Response:
        """Asks as analysis does; `urls` is as many as the posts unless given."""
        by_platform = {"youtube": posts} if isinstance(posts, int) else dict(posts)
        question = ReserveUsage(
            reservation_id=reservation_id or new_id(),
            owner_id=owner_id,
            posts_by_platform=by_platform,
            urls=urls or sum(by_platform.values()),
            counts_as=counts_as,
        )
        body = question.model_dump(mode="json")
        return await self.analysis.post(RESERVATIONS, json=body)

    async def reserved(self, owner_id: UUID, posts: int | Mapping[str, int]) -> UUID:
        """Reserves, and expects to be admitted; the reservation's id."""
        response = await self.reserve(owner_id, posts)
        assert response.status_code == 200, response.text
        return UUID(response.json()["reservation_id"])

    async def settle(
        self, owner_id: UUID, reservation_id: UUID, **done_by_platform: int
    ) -> None:
        """Handles the message that ends a reservation."""
        await self.receive(
            SettleUsage(
                reservation_id=reservation_id,
                owner_id=owner_id,
                done_by_platform=done_by_platform,
            )
        )

    async def tell(
        self, identity: Identity, timezone: str, *, is_new: bool = False
    ) -> None:
        """Handles the event of a user, as of the clock's present instant."""
        event_type = UserCreated if is_new else UserUpdated
        await self.receive(
            event_type(
                user_id=identity.user_id,
                owner_id=identity.owner_id,
                email="someone@example.com",
                timezone=timezone,
                changed_at=self.clock.now(),
            )
        )

    async def receive(self, message: Named) -> None:
        """Runs the message's handler in one transaction, as the worker does."""
        registration = build_handlers().find(message.name)
        assert registration
        assert registration.short
        async with self.resources.database.unit_of_work() as session:
            await registration.short(self.resources, session, message)

    async def sweep(self) -> int:
        """Marks reservations past their time; how many."""
        async with self.resources.database.unit_of_work() as session:
            return await build_reservation_service(self.resources, session).expire()

    async def get(self, identity: Identity, path: str) -> Any:
        """What the caller is told there."""
        response = await self.service.client(identity).get(path)
        assert response.status_code == 200, response.text
        return response.json()

    async def analyses(self, identity: Identity) -> tuple[int, int, int]:
        """Used, reserved and left of today's posts."""
        limits = (await self.get(identity, LIMITS))["limits"]
        told = limits["max_analyses_per_day"]
        return told["used"], told["reserved"], told["left"]

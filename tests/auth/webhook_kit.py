"""Auth with receivers of the tests' own, and an owner of webhook endpoints."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import httpx2

from libs.common.clock import FixedClock
from libs.common.contracts.domain_events import AnalysisCompleted
from libs.common.http.url_guard import Resolver
from libs.common.ids import new_id
from libs.common.settings import CommonSettings
from services.auth.resources import AuthResources, open_auth_resources
from services.auth.settings import Settings
from services.auth.webhook_deliveries.courier import Courier
from services.auth.webhook_messages.tasks import take_in_event
from services.auth.webhooks import build_webhooks
from tests.auth.running import Auth

ENDPOINTS = "/api/v1/accounts/webhook-endpoints"

NAMES = {
    "inside.example.com": ["10.1.2.3"],
    "half-inside.example.com": ["93.184.216.34", "169.254.169.254"],
    "nat64.example.com": ["64:ff9b::a9fe:a9fe"],
}


async def resolve(host: str, _: int) -> Sequence[str]:
    """Every name is public, but for those that are not."""
    await asyncio.sleep(0)
    if host == "nowhere.example.com":
        raise OSError
    return NAMES.get(host, ["93.184.216.34"])


@asynccontextmanager
async def open_with_resolver(
    clock: FixedClock, resolver: Resolver, settings: CommonSettings
) -> AsyncIterator[AuthResources]:
    """Auth's resources, but names are looked up by the test."""
    async with open_auth_resources(settings, clock) as held:
        webhooks = build_webhooks(cast("Settings", settings), held, resolver)
        yield dataclasses.replace(held, webhooks=webhooks)


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who asks for webhooks."""

    auth: Auth
    id: UUID
    scopes: frozenset[str] | None = None

    def somebody_else(self) -> "Owner":
        return dataclasses.replace(self, id=new_id())

    def with_scopes(self, *scopes: str) -> "Owner":
        return dataclasses.replace(self, scopes=frozenset(scopes))

    async def call(self, method: str, path: str, **arguments: Any) -> httpx2.Response:
        """One request as this owner."""
        headers = self.auth.as_user(self.id, scopes=self.scopes)
        return await self.auth.http.request(method, path, headers=headers, **arguments)

    async def get(self, path: str) -> Any:
        answer = await self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def create(self, **wanted: Any) -> Any:
        """A new endpoint's answer."""
        body = {"url": "https://hooks.example.com/in", **wanted}
        answer = await self.call("POST", ENDPOINTS, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def patch(self, endpoint_id: str, **changes: Any) -> Any:
        answer = await self.call("PATCH", f"{ENDPOINTS}/{endpoint_id}", json=changes)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def delivery(self, endpoint_id: str) -> Any:
        """The only delivery there is."""
        [delivery] = await self.list_deliveries(endpoint_id)
        return delivery

    async def list_deliveries(self, endpoint_id: str, **filters: str) -> Any:
        """Newest first."""
        path = f"{ENDPOINTS}/{endpoint_id}/deliveries"
        answer = await self.call("GET", path, params=filters)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]


def completed(owner_id: UUID, clock: FixedClock) -> AnalysisCompleted:
    """The end of an analysis, a second ago."""
    return AnalysisCompleted(
        request_id=new_id(),
        owner_id=owner_id,
        posts_done=2,
        posts_failed=1,
        ended_at=clock.now() - timedelta(seconds=1),
    )


@dataclass(frozen=True, slots=True)
class WebhookAuth:
    """One process of auth, and its courier."""

    auth: Auth
    courier: Courier

    async def happen(self, owner: "Owner", count: int = 1) -> None:
        """So many analyses of the owner end."""
        for _ in range(count):
            event = completed(owner.id, self.auth.clock)
            async with self.auth.resources.database.unit_of_work() as session:
                await take_in_event(self.auth.resources, session, event)

    async def send_due(self) -> int:
        """Makes all attempts that are due at this moment; how many."""
        made = 0
        while started := await self.courier.start_due():
            made += started
            await self.courier.wait_until_idle()
        return made

    def owner(self, owner_id: UUID | None = None) -> Owner:
        return Owner(self.auth, owner_id or new_id())


StartWebhooks = Callable[..., Awaitable[WebhookAuth]]

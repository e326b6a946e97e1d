"""Subscriptions: one at a time, each step guarded and kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest

from libs.common.identity import Identity
from libs.common.pagination import PageRequest
from services.billing.subscriptions.schemas import SubscriptionChangeRead
from services.billing.subscriptions.service import (
    SubscriptionReader,
    SubscriptionService,
)
from services.billing.subscriptions.states import (
    SubscriptionStatus,
    SubscriptionTransitionRefused,
)
from tests.billing.asking import Billing

S = SubscriptionStatus


@asynccontextmanager
async def subscriptions(billing: Billing) -> AsyncIterator[SubscriptionService]:
    held = billing.resources
    async with held.database.unit_of_work() as session:
        yield SubscriptionService(session, held.plans, billing.clock, held.jobs)


async def list_changes(
    billing: Billing, owner_id: UUID
) -> list[SubscriptionChangeRead]:
    """What happened to the owner's subscriptions, oldest first."""
    held = billing.resources
    async with held.database.read() as session:
        reader = SubscriptionReader(session, held.plans)
        page = await reader.list_changes(owner_id, PageRequest(limit=100))
    return page.items[::-1]


async def history(billing: Billing, owner_id: UUID) -> list[tuple[str | None, str]]:
    """The steps of the owner's subscriptions, oldest first."""
    rows = await list_changes(billing, owner_id)
    return [(row.from_status, row.to_status) for row in rows]


class TestEnsure:
    async def test_free_plan_is_made_once_however_many_ask(
        self, billing: Billing, alice: Identity
    ) -> None:
        async def ask() -> UUID:
            async with subscriptions(billing) as service:
                return (await service.ensure(alice.owner_id)).id

        ids = await asyncio.gather(*(ask() for _ in range(40)))
        assert len(set(ids)) == 1
        assert await history(billing, alice.owner_id) == [(None, "ACTIVE")]

    async def test_first_maker_that_fails_leaves_the_place_to_the_next(
        self, billing: Billing, alice: Identity
    ) -> None:
        made = asyncio.Event()

        async def fail() -> None:
            async with subscriptions(billing) as service:
                await service.ensure(alice.owner_id)
                made.set()
                await asyncio.sleep(0.2)  # the other one waits for this transaction
                raise RuntimeError

        async def succeed() -> None:
            await made.wait()
            async with subscriptions(billing) as service:
                await service.ensure(alice.owner_id)

        failed, succeeded = await asyncio.gather(
            fail(), succeed(), return_exceptions=True
        )
        assert isinstance(failed, RuntimeError)
        assert succeeded is None
        assert await history(billing, alice.owner_id) == [(None, "ACTIVE")]

    async def test_who_has_one_that_ended_gets_the_free_plan_anew(
        self, billing: Billing, alice: Identity
    ) -> None:
        async with subscriptions(billing) as service:
            first = await service.ensure(alice.owner_id)
            await service.transition(first, S.CANCELLED, "asked_for")
        async with subscriptions(billing) as service:
            second = await service.ensure(alice.owner_id)
        assert second.id != first.id
        assert await history(billing, alice.owner_id) == [
            (None, "ACTIVE"),
            ("ACTIVE", "CANCELLED"),
            (None, "ACTIVE"),
        ]


class TestTransition:
    async def test_each_step_is_kept_with_its_reason_and_time(
        self, billing: Billing, alice: Identity
    ) -> None:
        async with subscriptions(billing) as service:
            subscription = await service.ensure(alice.owner_id)
            billing.clock.advance(timedelta(days=3))
            await service.transition(subscription, S.CANCELING, "asked_for")
            assert subscription.ended_at is None
            billing.clock.advance(timedelta(days=27))
            await service.transition(subscription, S.EXPIRED, "period_over")
            assert subscription.ended_at == billing.clock.now()
        newest = (await list_changes(billing, alice.owner_id))[-1]
        assert (newest.from_status, newest.to_status) == ("CANCELING", "EXPIRED")
        assert (newest.reason, newest.plan_id) == ("period_over", "free")
        assert newest.created_at == billing.clock.now()

    async def test_refused_step_leaves_everything_as_it_was(
        self, billing: Billing, alice: Identity
    ) -> None:
        async with subscriptions(billing) as service:
            subscription = await service.ensure(alice.owner_id)
            with pytest.raises(SubscriptionTransitionRefused, match=r"ACTIVE .* TRIAL"):
                await service.transition(subscription, S.TRIAL, "mistake")
            assert subscription.status == S.ACTIVE
        assert await history(billing, alice.owner_id) == [(None, "ACTIVE")]

"""Subscriptions over HTTP: who may see what."""

import pytest

from libs.common.identity import Identity
from services.billing.subscriptions.repository import SubscriptionRepository
from tests.billing.asking import LIMITS, Billing
from tests.fixtures.auth import build_identity

SUBSCRIPTION = "/api/v1/accounts/subscription"
HISTORY = "/api/v1/billing/subscription/history"


@pytest.mark.parametrize(
    ("path", "scope"), [(SUBSCRIPTION, "accounts:read"), (HISTORY, "billing:read")]
)
class TestWhoMay:
    async def test_anonymous_caller_is_refused(
        self, billing: Billing, path: str, scope: str
    ) -> None:
        assert (await billing.service.client().get(path)).status_code == 401

    async def test_key_needs_the_scope_of_the_path(
        self, billing: Billing, path: str, scope: str
    ) -> None:
        other = build_identity("alice", scopes=frozenset({"analysis:read"}))
        refused = await billing.service.client(other).get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "ScopeMissing")
        right = build_identity("alice", scopes=frozenset({scope}))
        assert (await billing.service.client(right).get(path)).status_code == 200


class TestReadSubscription:
    async def test_who_is_new_has_the_free_plan(
        self, billing: Billing, alice: Identity
    ) -> None:
        body = await billing.get(alice, SUBSCRIPTION)
        assert (body["plan"]["id"], body["status"]) == ("free", "ACTIVE")
        assert body["started_at"] == "2026-11-20T12:00:00Z"
        assert body["ended_at"] is None
        assert await billing.get(alice, SUBSCRIPTION) == body

    async def test_each_owner_has_his_own(
        self, billing: Billing, alice: Identity, bob: Identity
    ) -> None:
        hers = await billing.get(alice, SUBSCRIPTION)
        assert (await billing.get(bob, SUBSCRIPTION))["id"] != hers["id"]

    async def test_plan_that_the_file_has_lost_is_no_silent_free_plan(
        self, billing: Billing, alice: Identity
    ) -> None:
        held = billing.resources
        async with held.database.unit_of_work() as session:
            await SubscriptionRepository(session).create_unless_current(
                alice.owner_id, "gold", started_at=billing.clock.now()
            )
        for response in (
            await billing.service.client(alice).get(SUBSCRIPTION),
            await billing.service.client(alice).get(LIMITS),
            await billing.reserve(alice.owner_id, 1),
        ):
            assert (response.status_code, response.json()["code"]) == (
                500,
                "PlanUnknown",
            )


class TestListSubscriptionHistory:
    async def test_nothing_has_happened_to_who_never_came(
        self, billing: Billing, alice: Identity
    ) -> None:
        assert await billing.get(alice, HISTORY) == {"items": [], "next_cursor": None}

    async def test_only_the_callers_own_is_shown(
        self, billing: Billing, alice: Identity, bob: Identity
    ) -> None:
        hers = await billing.get(alice, SUBSCRIPTION)
        await billing.get(bob, SUBSCRIPTION)
        [step] = (await billing.get(alice, HISTORY))["items"]
        assert step["subscription_id"] == hers["id"]
        assert (step["from_status"], step["to_status"]) == (None, "ACTIVE")
        assert (step["plan_id"], step["reason"]) == ("free", "free_by_default")

    @pytest.mark.parametrize("query", ["limit=0", "limit=101", "cursor=nonsense"])
    async def test_page_that_cannot_be_is_refused(
        self, billing: Billing, alice: Identity, query: str
    ) -> None:
        response = await billing.service.client(alice).get(f"{HISTORY}?{query}")
        assert response.status_code == 422

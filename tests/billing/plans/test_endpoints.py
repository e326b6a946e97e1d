"""Plans over HTTP."""

from collections.abc import Callable

from libs.common.identity import Identity
from tests.billing.asking import Billing

PLANS = "/api/v1/accounts/plans"
LIMITS = "/internal/billing/limits"

AsService = Callable[[str], Identity]


class TestListPlans:
    async def test_anybody_sees_prices_and_limits(self, billing: Billing) -> None:
        response = await billing.service.client().get(PLANS)
        assert response.status_code == 200
        free, pro = response.json()["items"]
        assert response.json()["next_cursor"] is None
        assert (free["id"], free["amount_minor"]) == ("free", 0)
        assert pro == {
            "id": "pro",
            "name": "Pro",
            "amount_minor": 2900,
            "currency": "USD",
            "interval": "month",
            "max_urls": 100,
            "max_analyses_per_day": 500,
            "max_handles": 25,
            "max_questions_per_day": 500,
            "max_generations_per_day": 200,
        }


class TestLimits:
    async def test_only_social_may_ask(
        self, billing: Billing, alice: Identity, as_service: AsService
    ) -> None:
        query = {"owner_id": str(alice.owner_id)}
        for who in (None, alice, as_service("analysis")):
            response = await billing.service.client(who).get(LIMITS, params=query)
            assert response.status_code == 401

    async def test_who_has_no_other_plan_has_the_default_ones(
        self, billing: Billing, alice: Identity, as_service: AsService
    ) -> None:
        client = billing.service.client(as_service("social"))
        response = await client.get(LIMITS, params={"owner_id": str(alice.owner_id)})
        assert response.json() == {
            "plan_id": "free",
            "max_urls": 20,
            "max_analyses_per_day": 25,
            "max_handles": 1,
        }

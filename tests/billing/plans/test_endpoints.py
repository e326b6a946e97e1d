"""Plans over HTTP."""

from tests.billing.asking import Billing

PLANS = "/api/v1/accounts/plans"


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

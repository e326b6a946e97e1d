"""Questions to billing."""

from uuid import UUID

from libs.common.contracts.billing import PlanLimits, ReserveUsage, UsageReserved
from libs.common.http.client import InternalClient


class BillingClient:
    """Typed routes of billing."""

    def __init__(self, client: InternalClient) -> None:
        self._client = client

    async def reserve_usage(self, question: ReserveUsage) -> UsageReserved:
        """Reserves posts of today's limit, or refuses the whole.

        Raises RefusedByService with code UrlLimitExceeded (402) or
        DailyAnalysisLimitReached (429, with what is left and when it resets)."""
        return await self._client.post(
            "/internal/billing/reservations", question, UsageReserved
        )

    async def get_limits(self, owner_id: UUID) -> PlanLimits:
        """The limits of the owner's plan."""
        return await self._client.get(
            "/internal/billing/limits",
            PlanLimits,
            params={"owner_id": str(owner_id)},
        )

"""Questions to billing."""

from libs.common.contracts.billing import ReserveUsage, UsageReserved
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

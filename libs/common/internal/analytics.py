"""Questions to analytics."""

from libs.common.contracts.analytics import AccessLogsStored, StoreAccessLogs
from libs.common.http.client import InternalClient


class AnalyticsClient:
    """Typed routes of analytics."""

    def __init__(self, client: InternalClient) -> None:
        self._client = client

    async def store_access_logs(self, batch: StoreAccessLogs) -> AccessLogsStored:
        """Stores answered requests; may be asked twice with the same batch.

        Raises RefusedByService, UpstreamUnavailable, UpstreamTimedOut."""
        return await self._client.post(
            "/internal/analytics/access-logs", batch, AccessLogsStored
        )

"""Questions to analytics."""

from libs.common.contracts.analytics import (
    AccessLogsStored,
    EntriesStored,
    StoreAccessLogs,
    StoreAppLogs,
    StoreAuthenticationLogs,
    StoreExternalCalls,
)
from libs.common.http.client import InternalClient


class AnalyticsClient:
    """Typed routes of analytics."""

    def __init__(self, client: InternalClient) -> None:
        self._client = client

    async def store_access_logs(
        self, batch: StoreAccessLogs | bytes
    ) -> AccessLogsStored:
        """Stores answered requests; may be asked twice with the same batch, which may
        be JSON already.

        Raises RefusedByService, UpstreamUnavailable, UpstreamTimedOut."""
        return await self._client.post(
            "/internal/analytics/access-logs", batch, AccessLogsStored
        )

    async def store_authentication_logs(
        self, batch: StoreAuthenticationLogs
    ) -> EntriesStored:
        """Stores refused sign-ins and the like; else as `store_access_logs`."""
        return await self._client.post(
            "/internal/analytics/authentication-logs", batch, EntriesStored
        )

    async def store_external_calls(self, batch: StoreExternalCalls) -> EntriesStored:
        """Stores outside calls; else as `store_access_logs`."""
        return await self._client.post(
            "/internal/analytics/external-calls", batch, EntriesStored
        )

    async def store_app_logs(self, batch: StoreAppLogs) -> EntriesStored:
        """Stores lines of the log; else as `store_access_logs`."""
        return await self._client.post(
            "/internal/analytics/app-logs", batch, EntriesStored
        )

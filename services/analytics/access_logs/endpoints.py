"""Taking in what the services answered."""

from typing import Annotated

from fastapi import APIRouter, Depends

from libs.common.contracts.analytics import AccessLogsStored, StoreAccessLogs
from libs.common.identity import Identity, require_service
from services.analytics.deps import AccessLogs

router = APIRouter(prefix="/internal/analytics", include_in_schema=False)

_SENDERS = ("auth", "billing", "social", "analysis", "analytics", "insights")


@router.post("/access-logs")
async def store_access_logs(
    batch: StoreAccessLogs,
    sender: Annotated[Identity, Depends(require_service(*_SENDERS))],
    access_logs: AccessLogs,
) -> AccessLogsStored:
    """Stores requests that the asking service answered; may be repeated."""
    stored = await access_logs.store(str(sender.service), batch.entries)
    return AccessLogsStored(stored=stored)

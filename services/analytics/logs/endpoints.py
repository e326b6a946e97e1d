"""Taking in what the services' processes log."""

from typing import Annotated

from fastapi import APIRouter, Depends

from libs.common.analytics.log_queue import is_delivering
from libs.common.contracts.analytics import (
    AccessLogsStored,
    EntriesStored,
    StoreAccessLogs,
    StoreAppLogs,
    StoreAuthenticationLogs,
    StoreExternalCalls,
)
from libs.common.identity import Identity, require_service
from services.analytics.deps import (
    AccessLogs,
    AppLogs,
    AuthenticationLogs,
    ExternalCallLogs,
)


async def keep_quiet() -> None:
    """What goes wrong here is not itself shipped: it would come back here."""
    is_delivering.set(True)


router = APIRouter(
    prefix="/internal/analytics",
    include_in_schema=False,
    dependencies=[Depends(keep_quiet)],
)

_SENDERS = ("auth", "billing", "social", "analysis", "analytics", "insights")

Sender = Annotated[Identity, Depends(require_service(*_SENDERS))]


@router.post("/access-logs")
async def store_access_logs(
    batch: StoreAccessLogs, sender: Sender, logs: AccessLogs
) -> AccessLogsStored:
    """Stores requests that the asking service answered; may be repeated."""
    stored = await logs.store(str(sender.service), batch.entries)
    return AccessLogsStored(stored=stored)


@router.post("/authentication-logs")
async def store_authentication_logs(
    batch: StoreAuthenticationLogs, sender: Sender, logs: AuthenticationLogs
) -> EntriesStored:
    """Stores what was refused, and so had no transaction; may be repeated."""
    return EntriesStored(stored=await logs.store(str(sender.service), batch.entries))


@router.post("/external-calls")
async def store_external_calls(
    batch: StoreExternalCalls, sender: Sender, logs: ExternalCallLogs
) -> EntriesStored:
    """Stores outside calls that the asking service made; may be repeated."""
    return EntriesStored(stored=await logs.store(str(sender.service), batch.entries))


@router.post("/app-logs")
async def store_app_logs(
    batch: StoreAppLogs, sender: Sender, logs: AppLogs
) -> EntriesStored:
    """Stores lines of the asking service's log; may be repeated."""
    return EntriesStored(stored=await logs.store(str(sender.service), batch.entries))

"""Jobs of the access log."""

from typing import ClassVar, cast

from libs.common.contracts.base import Message
from libs.common.jobs.handlers import Job
from services.analytics.access_logs.repository import AccessLogRepository
from services.analytics.settings import Settings

# Few enough that no transaction is long.
_AT_ONCE = 5_000


class PurgeAccessLogs(Message):
    """Deletes entries that are older than the log is kept."""

    name: ClassVar[str] = "analytics.access_logs.purge"
    owner: ClassVar[str] = "analytics"


async def purge_access_logs(job: Job, _: PurgeAccessLogs) -> None:
    """Handles PurgeAccessLogs."""
    retention = cast("Settings", job.resources.settings).access_log_retention
    before = job.resources.clock.now() - retention
    deleted = _AT_ONCE
    while deleted == _AT_ONCE:
        async with job.unit_of_work() as session:
            repository = AccessLogRepository(session)
            deleted = await repository.delete_oldest(before=before, limit=_AT_ONCE)

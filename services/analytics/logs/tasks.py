"""Jobs of the logs."""

from typing import ClassVar, cast

from libs.common.contracts.analytics import RecordAuthentication
from libs.common.contracts.base import Message
from libs.common.db.session import WriteSession
from libs.common.jobs.handlers import Job
from libs.common.resources import Resources
from services.analytics.logs.models import AuthenticationLog
from services.analytics.logs.repository import LogRepository
from services.analytics.logs.retention import retention_of
from services.analytics.settings import Settings

# Few enough that no transaction is long.
_AT_ONCE = 5_000


class PurgeLogs(Message):
    """Deletes entries that are older than their log is kept."""

    name: ClassVar[str] = "analytics.logs.purge"
    owner: ClassVar[str] = "analytics"


async def purge_logs(job: Job, _: PurgeLogs) -> None:
    """Handles PurgeLogs."""
    settings = cast("Settings", job.resources.settings)
    for model, kept_for in retention_of(settings).items():
        before = job.resources.clock.now() - kept_for
        deleted = _AT_ONCE
        while deleted == _AT_ONCE:
            async with job.unit_of_work() as session:
                logs = LogRepository(session, model)
                deleted = await logs.delete_oldest(before=before, limit=_AT_ONCE)


async def record_authentication(
    _: Resources, session: WriteSession, body: RecordAuthentication
) -> None:
    """Handles RecordAuthentication, which auth alone sends."""
    await LogRepository(session, AuthenticationLog).store("auth", [body])

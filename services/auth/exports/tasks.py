"""Jobs of archives."""

from datetime import timedelta

from libs.common.contracts.domain_events import UserExported
from libs.common.db.session import WriteSession
from libs.common.ids import derived_id
from libs.common.jobs.handlers import Job
from libs.common.resources import Resources
from services.auth.exports.assembling import Assembly, delete_exports
from services.auth.exports.messages import AssembleExport, PurgeExports
from services.auth.exports.models import ExportState
from services.auth.exports.repository import ExportRepository

_GIVEN_UP_AFTER = timedelta(hours=1)
_AT_ONCE = 100


async def note_exported(
    resources: Resources, session: WriteSession, event: UserExported
) -> None:
    """Notes a service's part; the last one has the archive put together."""
    exports = ExportRepository(session)
    export = await exports.find_locked(event.export_id)
    if export is None or export.state != ExportState.PREPARING:
        return
    await exports.set_part(
        export.id,
        event.service,
        state=ExportState.FAILED if event.is_failed else ExportState.READY,
        rows=event.rows,
        files=event.files,
        finished_at=event.exported_at,
    )
    states = {part.state for part in await exports.list_parts(export.id)}
    if ExportState.FAILED in states:
        export.state = ExportState.FAILED
    elif states == {ExportState.READY}:
        message = AssembleExport(export_id=export.id, owner_id=export.user_id)
        await resources.jobs.send(
            session, message, message_id=derived_id(export.id, "assemble")
        )


async def assemble_export(job: Job, body: AssembleExport) -> None:
    """Handles AssembleExport."""
    await Assembly(job, body.export_id, body.owner_id).run()


async def abandon_export(
    _: Resources, session: WriteSession, body: AssembleExport
) -> None:
    """Says that it was given up: it can be asked for again."""
    export = await ExportRepository(session).find_locked(body.export_id)
    if export is not None and export.state == ExportState.PREPARING:
        export.state = ExportState.FAILED


async def purge_exports(job: Job, _: PurgeExports) -> None:
    """Handles PurgeExports."""
    now = job.resources.clock.now()
    async with job.unit_of_work() as session:
        await ExportRepository(session).give_up(now - _GIVEN_UP_AFTER)
    while True:
        async with job.database.read() as session:
            over = await ExportRepository(session).list_over(now, _AT_ONCE)
        if not over:
            return
        await delete_exports(job, over)

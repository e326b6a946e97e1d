"""What every worker does when somebody leaves, or asks for all that is held."""

from libs.common.contracts.domain_events import (
    UserDeleted,
    UserErased,
    UserExported,
    UserExportRequested,
)
from libs.common.db import tombstones
from libs.common.db.session import WriteSession
from libs.common.ids import derived_id
from libs.common.jobs.handlers import Handlers, Job
from libs.common.personal_data.declaring import PersonalData
from libs.common.personal_data.erasing import Erasing
from libs.common.personal_data.exporting import Exporting
from libs.common.resources import Resources


def handle_personal_data(handlers: Handlers, personal: PersonalData) -> None:
    """Registers both handlers of a service."""

    async def erase(job: Job, event: UserDeleted) -> None:
        await erase_user(job, personal, event)

    async def export(job: Job, event: UserExportRequested) -> None:
        await export_user(job, personal, event)

    # What is done is known by its id; whom it was about is not kept.
    handlers.long(UserDeleted, erase, keeps_content=False)
    handlers.long(UserExportRequested, export, on_failure=give_up_export)


async def erase_user(job: Job, personal: PersonalData, event: UserDeleted) -> None:
    """Erases the user here, and tells auth how much it was."""
    counts = await Erasing(job, personal, event.user_id).run()
    service = job.resources.settings.service_name
    erased = UserErased(
        erasure_id=event.erasure_id,
        service=service,
        counts=counts,
        erased_at=job.resources.clock.now(),
    )
    async with job.unit_of_work() as session:
        await tombstones.write_counts(session, event.user_id, {})
        await job.jobs.publish(
            session, erased, event_id=derived_id(event.erasure_id, service)
        )


async def export_user(
    job: Job, personal: PersonalData, event: UserExportRequested
) -> None:
    """Writes this service's part of the archive, and tells auth that it is there."""
    contents = await Exporting(job, personal, event.owner_id, event.export_id).run()
    exported = UserExported(
        export_id=event.export_id,
        service=job.resources.settings.service_name,
        rows={table.file: table.rows for table in contents.tables},
        files=contents.media,
        exported_at=job.resources.clock.now(),
    )
    async with job.unit_of_work() as session:
        await job.jobs.publish(session, exported)


async def give_up_export(
    resources: Resources, session: WriteSession, event: UserExportRequested
) -> None:
    """Tells auth that this service cannot write its part."""
    failed = UserExported(
        export_id=event.export_id,
        service=resources.settings.service_name,
        is_failed=True,
        exported_at=resources.clock.now(),
    )
    await resources.jobs.publish(session, failed)

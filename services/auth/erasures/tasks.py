"""Jobs of erasures."""

from datetime import timedelta
from typing import cast

from libs.common.contracts.domain_events import UserErased
from libs.common.db.session import WriteSession
from libs.common.ids import derived_id
from libs.common.jobs import outbox
from libs.common.jobs.handlers import Job
from libs.common.resources import Resources
from services.auth.erasures.ending import ErasureEnd
from services.auth.erasures.messages import (
    DeleteOutsideUser,
    FinishErasure,
    PurgeReceipts,
)
from services.auth.erasures.repository import ErasureRepository
from services.auth.resources import AuthResources

_RECEIPTS_KEPT = timedelta(days=365)


async def note_erased(
    resources: Resources, session: WriteSession, event: UserErased
) -> None:
    """Enters a service's report in the receipt; the last one ends it."""
    erasures = ErasureRepository(session)
    erasure = await erasures.find_locked(event.erasure_id)
    if erasure is None:
        return
    await erasures.note_part(erasure.id, event.service, event.counts, event.erased_at)
    # What asked that service names the user; it is done, so it need not be kept.
    await outbox.delete_one(session, derived_id(erasure.id, event.service))
    if not await erasures.count_waiting(erasure.id):
        await resources.jobs.send(
            session,
            FinishErasure(erasure_id=erasure.id),
            message_id=derived_id(erasure.id, "finish"),
        )


async def finish_erasure(job: Job, body: FinishErasure) -> None:
    """Handles FinishErasure."""
    mailer = cast("AuthResources", job.resources).mailer
    await ErasureEnd(job, mailer, body.erasure_id).run()


async def purge_receipts(
    resources: Resources, session: WriteSession, _: PurgeReceipts
) -> None:
    """Handles PurgeReceipts."""
    before = resources.clock.now() - _RECEIPTS_KEPT
    await ErasureRepository(session).purge(before)


async def delete_outside_user(job: Job, body: DeleteOutsideUser) -> None:
    """Handles DeleteOutsideUser: the issuer's own account goes, too."""
    resources = cast("AuthResources", job.resources)
    if resources.clerk and body.issuer == resources.outside_issuer:
        await resources.clerk.delete_user(body.subject)
    async with job.unit_of_work() as session:
        await outbox.delete_one(session, job.id)

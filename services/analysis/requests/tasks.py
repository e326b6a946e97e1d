"""The requests' own jobs."""

from libs.common.jobs.handlers import Job
from services.analysis.requests.messages import PurgeDeletedRequests
from services.analysis.requests.removal import KEPT
from services.analysis.requests.repository import RequestRepository

_BATCH = 200


async def purge_deleted_requests(job: Job, _: PurgeDeletedRequests) -> None:
    """Deletes the rows of what was deleted 30 days ago, some at a time."""
    before, purged = job.resources.clock.now() - KEPT, _BATCH
    while purged == _BATCH:
        async with job.unit_of_work() as session:
            purged = await RequestRepository(session).purge(before, limit=_BATCH)

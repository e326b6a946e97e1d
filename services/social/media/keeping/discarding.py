"""Deletes objects that nothing refers to any more."""

from collections.abc import Sequence

from libs.common.jobs.handlers import Job
from services.social.media.keeping.repository import MediaFileRepository


async def discard_unused(job: Job, keys: Sequence[str]) -> int:
    """Deletes those of these objects that are in use no more; how many.

    Given up first, deleted then, forgotten last: killed anywhere, the next run or the
    sweep goes on. What is not noted at all is deleted, too: it was forgotten before."""
    now = job.resources.clock.now()
    async with job.unit_of_work() as session:
        files = MediaFileRepository(session)
        doomed = await files.doom_unused(keys, now)
        unknown = set(keys) - await files.list_known(keys)
    gone = [*doomed, *sorted(unknown)]
    for key in gone:
        await job.resources.storage.delete(key)
    async with job.unit_of_work() as session:
        await MediaFileRepository(session).delete_doomed(doomed)
    return len(gone)

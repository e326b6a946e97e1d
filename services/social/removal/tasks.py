"""What becomes for good of what was taken out."""

from libs.common.jobs.handlers import Job
from services.social.media.keeping.discarding import discard_unused
from services.social.removal.deletion import PostDeletion
from services.social.removal.messages import DeleteFiles, PurgeRemoved
from services.social.removal.repository import PurgeRepository
from services.social.removal.service import KEPT

_POSTS_AT_ONCE = 500


async def purge_removed(job: Job, _: PurgeRemoved) -> None:
    """Deletes own posts that were taken out more than 30 days ago, batch by batch.

    Public ones stay, and that this owner does not want them."""
    before = job.resources.clock.now() - KEPT
    while True:
        async with job.unit_of_work() as session:
            found = await PurgeRepository(session).lock_removed(before, _POSTS_AT_ONCE)
            await PostDeletion(session, job.jobs).delete(found)
        if len(found) < _POSTS_AT_ONCE:
            return


async def delete_files(job: Job, body: DeleteFiles) -> None:
    """Deletes stored media that no post shows any more."""
    await discard_unused(job, body.keys)

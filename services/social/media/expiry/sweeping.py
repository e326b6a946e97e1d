"""Finds what lies in the storage and is noted nowhere.

Nothing of ours leaves such a thing: an object is noted before it is stored. It comes of
a database that was put back from an older backup, and of former versions."""

from collections.abc import AsyncIterator
from datetime import timedelta

from libs.common.jobs.handlers import Job
from services.social.media.keeping.discarding import discard_unused
from services.social.media.keeping.repository import MediaFileRepository
from services.social.media.keys import FORMER_PREFIX, PREFIX, find_moment

_AT_ONCE = 200
_KEPT = timedelta(days=1)


async def sweep_strays(job: Job) -> int:
    """Deletes them; how many. What is younger than a day may be noted a moment later
    than the listing saw it."""
    count = 0
    batch: list[str] = []
    async for key in _list_old(job):
        batch.append(key)
        if len(batch) == _AT_ONCE:
            count += await _discard_unknown(job, batch)
            batch = []
    return count + await _discard_unknown(job, batch)


async def _list_old(job: Job) -> AsyncIterator[str]:
    before = job.resources.clock.now() - _KEPT
    for prefix in (PREFIX, FORMER_PREFIX):
        async for key in job.resources.storage.list_keys(prefix):
            made_at = find_moment(key)
            if made_at is None or made_at < before:
                yield key


async def _discard_unknown(job: Job, keys: list[str]) -> int:
    async with job.database.read() as session:
        known = await MediaFileRepository(session).list_known(keys)
    strays = [key for key in keys if key not in known]
    return await discard_unused(job, strays) if strays else 0

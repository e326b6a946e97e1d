"""Gives up copies of public posts' media: what nobody needs, and what is too much.

They can be fetched again. What people have imported or uploaded is never given up."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from libs.common.jobs.handlers import Job
from services.social.media.expiry.repository import ExpiryRepository
from services.social.media.keeping.discarding import discard_unused
from services.social.media.keeping.repository import MediaFileRepository

log = structlog.get_logger()

_AT_ONCE = 200
# Whatever stores an object has ended by then, its message's attempts included.
_UNFINISHED_FOR = timedelta(days=1)


class MediaTrimming:
    """One run; run again, it goes on."""

    def __init__(self, job: Job, retention: timedelta, quota_bytes: int) -> None:
        self._job = job
        self._now = job.resources.clock.now()
        self._retention = retention
        self._quota_bytes = quota_bytes

    async def run(self) -> None:
        """Retention first, then the quota, then what is left over from anything."""
        expired = await self._expire_unneeded()
        pushed_out = await self._expire_beyond_quota()
        discarded = await self._discard_unused()
        if expired or pushed_out or discarded:
            log.info(
                "media_trimmed",
                expired=expired,
                beyond_quota=pushed_out,
                discarded=discarded,
            )

    async def _expire_unneeded(self) -> int:
        count = 0
        while True:
            async with self._job.unit_of_work() as session:
                expiry = ExpiryRepository(session)
                found = await expiry.list_unneeded(
                    self._now - self._retention, _AT_ONCE
                )
                keys = [key for key, _ in found]
                await expiry.expire(keys, self._now)
            if not keys:
                return count
            await discard_unused(self._job, keys)
            count += len(keys)

    async def _expire_beyond_quota(self) -> int:
        """The oldest first; what people have in a library only if the rest is not
        enough."""
        count = 0
        also_held = False
        while self._quota_bytes:
            async with self._job.unit_of_work() as session:
                expiry = ExpiryRepository(session)
                stored = await expiry.measure()
                excess = stored["public"].size_bytes - self._quota_bytes
                if excess <= 0:
                    break
                found = await expiry.list_oldest(_AT_ONCE, also_held=also_held)
                keys = choose_until(found, excess)
                await expiry.expire(keys, self._now)
            if not keys and also_held:
                break
            also_held = also_held or not keys
            await discard_unused(self._job, keys)
            count += len(keys)
        return count

    async def _discard_unused(self) -> int:
        count = 0
        while True:
            async with self._job.database.read() as session:
                keys = await MediaFileRepository(session).list_unused(
                    self._now - _UNFINISHED_FOR, _AT_ONCE
                )
            if not keys:
                return count
            count += await discard_unused(self._job, keys)


def choose_until(found: Sequence[tuple[str, int]], excess: int) -> list[str]:
    """As many of the keys, in order, as free so many bytes; all, if all do not."""
    chosen: list[str] = []
    for key, size in found:
        if excess <= 0:
            break
        chosen.append(key)
        excess -= size
    return chosen

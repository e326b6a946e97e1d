"""Keeps claims alive while the outside is asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from libs.common.jobs.handlers import Job
from libs.common.tasks import end_tasks
from services.social.collection.repository import ClaimRepository

log = structlog.get_logger()


@asynccontextmanager
async def keep_claims(job: Job, lease: timedelta) -> AsyncIterator[None]:
    """Extends what this message has claimed until the context ends."""
    heart = asyncio.create_task(_beat(job, lease))
    try:
        yield
    finally:
        await end_tasks(heart)


async def _beat(job: Job, lease: timedelta) -> None:
    while True:
        await asyncio.sleep(lease.total_seconds() / 3)
        try:
            async with job.database.unit_of_work() as session:
                await ClaimRepository(session, job.id).extend_all(lease)
        except (SQLAlchemyError, OSError) as error:
            # Should it run out, another asks once more: a cost, not a fault.
            log.warning("claims_not_extended", error=repr(error))

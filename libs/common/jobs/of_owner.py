"""The messages of one owner: stopped when nobody waits for them; when he is erased
stopped, then deleted."""

from typing import Any
from uuid import UUID

from sqlalchemy import Update, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.jobs.envelope import JobError
from libs.common.jobs.inbox import Lease
from libs.common.jobs.tables import inbox, outbox

_WITHDRAWN = JobError(code="Withdrawn", message="Nobody waits for this any more.")


async def stop_work(session: AsyncSession, owner_id: UUID) -> None:
    """Ends all open messages that came for an owner: whoever works on one can no
    longer commit.

    The lease of such a one stays until he has stopped, or it runs out: see `is_quiet`.
    """
    await session.execute(_stop(owner_id))


async def withdraw(
    session: AsyncSession, owner_id: UUID, name: str, payload: dict[str, Any]
) -> None:
    """The same for those of this name alone that say this, among other things: nobody
    waits for them any more. Whoever works on one is stopped at his next heartbeat."""
    told = inbox.c.envelope.contains({"payload": payload})
    error = _WITHDRAWN.model_dump(mode="json")
    stop = _stop(owner_id).where(inbox.c.name == name, told)
    await session.execute(stop.values(error=error))


async def note_stopped(session: AsyncSession, lost: Lease) -> None:
    """Whoever worked on the message has stopped, after `stop_work` took it from him."""
    await session.execute(
        update(inbox)
        .where(
            inbox.c.id == lost.envelope.id,
            inbox.c.state == "failed",
            inbox.c.fence == lost.fence + 1,
        )
        .values(lease_until=None)
    )


async def is_quiet(session: AsyncSession, owner_id: UUID) -> bool:
    """Whether nobody works any more on what `stop_work` has ended."""
    noisy = select(inbox.c.id).where(
        inbox.c.owner_id == owner_id, inbox.c.lease_until > func.clock_timestamp()
    )
    return (await session.execute(noisy.limit(1))).scalar() is None


async def delete_messages(session: AsyncSession, owner_id: UUID, limit: int) -> int:
    """Deletes messages that came or go out for this owner, at most `limit` of each,
    sent or not; how many."""
    deleted = 0
    for table in (inbox, outbox):
        chosen = select(table.c.id).where(table.c.owner_id == owner_id).limit(limit)
        statement = delete(table).where(table.c.id.in_(chosen)).returning(table.c.id)
        deleted += len((await session.execute(statement)).all())
    return deleted


def _stop(owner_id: UUID) -> Update:
    return (
        update(inbox)
        .where(inbox.c.owner_id == owner_id, inbox.c.state.in_(("pending", "running")))
        .values(
            state="failed",
            fence=inbox.c.fence + 1,
            finished_at=func.clock_timestamp(),
        )
    )

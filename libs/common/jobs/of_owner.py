"""The messages of one owner, when he is erased: stopped, then deleted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.jobs.tables import inbox, outbox


async def stop_work(session: AsyncSession, owner_id: UUID) -> datetime | None:
    """Ends all open messages that came for an owner: whoever works on one can no
    longer commit.

    Tells until when he may not have heard of it; None if nobody works on any."""
    chosen = (
        select(inbox.c.id, inbox.c.lease_until)
        .where(inbox.c.owner_id == owner_id, inbox.c.state.in_(("pending", "running")))
        .with_for_update()
    ).cte("chosen")
    statement = (
        update(inbox)
        .where(inbox.c.id == chosen.c.id)
        .values(
            state="failed",
            fence=inbox.c.fence + 1,
            finished_at=func.clock_timestamp(),
            lease_until=None,
        )
        .returning(chosen.c.lease_until)
    )
    leases = (await session.scalars(statement)).all()
    return max((lease for lease in leases if lease), default=None)


async def delete_messages(session: AsyncSession, owner_id: UUID, limit: int) -> int:
    """Deletes messages that came or go out for this owner, at most `limit` of each,
    sent or not; how many."""
    deleted = 0
    for table in (inbox, outbox):
        chosen = select(table.c.id).where(table.c.owner_id == owner_id).limit(limit)
        statement = delete(table).where(table.c.id.in_(chosen)).returning(table.c.id)
        deleted += len((await session.execute(statement)).all())
    return deleted

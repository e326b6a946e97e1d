"""Outgoing messages: written with what they follow from, sent until acknowledged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.db.locks import free_ones
from libs.common.jobs.envelope import Envelope
from libs.common.jobs.tables import outbox

# The direct send after the commit gets this long before the sweeper sends again.
_GRACE = timedelta(seconds=3)
_FIRST_DELAY_SECONDS = 2.0
_LONGEST_DELAY_SECONDS = 60.0
_DOUBLINGS = 5  # 2 s to 64 s; without a bound a long outage ends in an overflow


@dataclass(frozen=True, slots=True)
class OutboxFigures:
    """How many messages wait for their acknowledgement, and since when (seconds)."""

    waiting: int
    oldest_seconds: float


async def add(session: AsyncSession, envelope: Envelope) -> bool:
    """Writes the message in the caller's transaction; False if its id is there."""
    statement = (
        insert(outbox)
        .values(
            id=envelope.id,
            target=envelope.target,
            envelope=envelope.model_dump(mode="json"),
            owner_id=envelope.owner_id,
            next_attempt_at=func.clock_timestamp() + _GRACE,
        )
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(outbox.c.id)
    )
    return (await session.execute(statement)).scalar() is not None


async def send_again(session: AsyncSession, envelope: Envelope) -> None:
    """Has the message sent until it is acknowledged anew, with this content.

    Written again if it was already purged. The caller sends it after the commit."""
    values = {
        "id": envelope.id,
        "target": envelope.target,
        "envelope": envelope.model_dump(mode="json"),
        "owner_id": envelope.owner_id,
        "next_attempt_at": func.clock_timestamp() + _GRACE,
    }
    statement = insert(outbox).values(**values)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["id"],
            set_={
                "envelope": statement.excluded.envelope,
                "acknowledged_at": None,
                "next_attempt_at": statement.excluded.next_attempt_at,
            },
        )
    )


async def take_due(session: AsyncSession, limit: int) -> list[Envelope]:
    """Messages whose next attempt is due, each with a later attempt already noted."""
    due = (
        select(outbox.c.id)
        .where(
            outbox.c.acknowledged_at.is_(None),
            outbox.c.next_attempt_at <= func.clock_timestamp(),
        )
        .order_by(outbox.c.next_attempt_at)
        .limit(limit)
    )
    # Doubles from 2 s to 60 s; up to a quarter more, so that senders do not beat.
    doubled = func.power(2, func.least(outbox.c.attempts, _DOUBLINGS))
    delay = func.least(_FIRST_DELAY_SECONDS * doubled, _LONGEST_DELAY_SECONDS) * (
        1 + func.random() / 4
    )
    statement = (
        update(outbox)
        .where(outbox.c.id.in_(free_ones(due)))
        .values(
            attempts=outbox.c.attempts + 1,
            next_attempt_at=func.clock_timestamp()
            + delay * text("interval '1 second'"),
        )
        .returning(outbox.c.envelope)
    )
    rows = (await session.execute(statement)).scalars().all()
    return [Envelope.model_validate(row) for row in rows]


async def acknowledge(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """The receivers have these in their inboxes."""
    await session.execute(
        update(outbox)
        .where(outbox.c.id.in_(ids), outbox.c.acknowledged_at.is_(None))
        .values(acknowledged_at=func.clock_timestamp())
    )


async def purge(session: AsyncSession, older_than: timedelta) -> int:
    """Deletes what was acknowledged that long ago; how many."""
    gone = await session.execute(
        delete(outbox)
        .where(outbox.c.acknowledged_at < func.now() - older_than)
        .returning(outbox.c.id)
    )
    return len(gone.all())


async def delete_one(session: AsyncSession, message_id: UUID) -> None:
    """Deletes a message that is known to have been handled."""
    await session.execute(delete(outbox).where(outbox.c.id == message_id))


async def figures(session: AsyncSession) -> OutboxFigures:
    """What waits, for the health page."""
    age = func.extract("epoch", func.clock_timestamp() - func.min(outbox.c.created_at))
    statement = select(func.count(), func.coalesce(age, 0)).where(
        outbox.c.acknowledged_at.is_(None)
    )
    waiting, oldest = (await session.execute(statement)).one()
    return OutboxFigures(int(waiting), float(oldest))

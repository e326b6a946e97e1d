"""Incoming messages: recorded once, worked on under a lease, fenced, answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Uuid,
    all_,
    and_,
    delete,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.db.tombstones import AccountErased, has_tombstone
from libs.common.jobs.envelope import Envelope, JobError, answer_id
from libs.common.jobs.errors import LeaseLost
from libs.common.jobs.tables import inbox

State = Literal["pending", "running", "done", "failed", "dead"]
Standing = Literal["extended", "busy", "ended", "lost"]
"""Of a lease: it lasts on; nobody can tell now; its run has ended the message; another
worker has it, or the message is gone."""
_ENDED: tuple[State, ...] = ("done", "failed", "dead")
_ERASED = JobError(code=AccountErased.__name__, message=AccountErased.message)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the inbox holds for a message: where it stands, and its end, if any.

    `is_of_erased`: whom it is for was erased, and its content was not kept."""

    state: State
    answer: dict[str, Any] | None
    error: JobError | None
    is_of_erased: bool = False

    @property
    def has_ended(self) -> bool:
        """Nothing more will be done for it."""
        return self.state in _ENDED


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one message, valid as long as nobody raised the fence."""

    envelope: Envelope
    fence: int
    attempt: int
    waited_seconds: float = 0.0
    """Since the message came, however often it was run in between."""


@dataclass(frozen=True, slots=True)
class OpenMessage:
    """A message that waits for a worker."""

    id: UUID
    owner_id: UUID | None


async def record(session: AsyncSession, envelope: Envelope) -> Recorded:
    """Takes the message in, once; tells where it stands. An answer is done at once.

    Of an error and an answer to the same call (it was dead, and then replayed) the
    answer stands. What is for an owner who was erased ends at once, without content."""
    is_answer = envelope.kind == "answer"
    statement = insert(inbox).values(
        id=envelope.id,
        kind=envelope.kind,
        name=envelope.name,
        envelope=envelope.model_dump(mode="json"),
        owner_id=envelope.owner_id,
        state="done" if is_answer else "pending",
        finished_at=func.clock_timestamp() if is_answer else None,
        answer=envelope.payload if is_answer else None,
        error=envelope.error.model_dump(mode="json") if envelope.error else None,
    )
    await session.execute(_or_keep(statement, is_answer=is_answer))
    found = await find(session, envelope.id)
    if found is None:
        msg = f"message {envelope.id} vanished while it was recorded"
        raise LeaseLost(msg)
    if found.is_of_erased:
        await _end_without_content(session, envelope)
        return Recorded("failed", None, _ERASED, is_of_erased=True)
    return found


def _or_keep(statement: Insert, *, is_answer: bool) -> Insert:
    new = statement.excluded
    if not is_answer:
        return statement.on_conflict_do_nothing(index_elements=["id"])
    return statement.on_conflict_do_update(
        index_elements=["id"],
        set_={"answer": new.answer, "error": None, "envelope": new.envelope},
        where=and_(inbox.c.error.is_not(None), new.error.is_(None)),
    )


async def find(session: AsyncSession, message_id: UUID) -> Recorded | None:
    """What is held for the message, None if it never came."""
    statement = select(
        inbox.c.state,
        inbox.c.answer,
        inbox.c.error,
        has_tombstone(inbox.c.owner_id).label("is_of_erased"),
    ).where(inbox.c.id == message_id)
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        return None
    error = JobError.model_validate(row.error) if row.error else None
    return Recorded(row.state, row.answer, error, row.is_of_erased)


async def find_answers(
    session: AsyncSession, call_ids: Sequence[UUID]
) -> dict[UUID, Recorded]:
    """The answers that have come, by the id of the message they answer."""
    by_answer = {answer_id(call_id): call_id for call_id in call_ids}
    statement = select(inbox.c.id, inbox.c.state, inbox.c.answer, inbox.c.error).where(
        inbox.c.id.in_(list(by_answer))
    )
    found = {}
    for row in await session.execute(statement):
        error = JobError.model_validate(row.error) if row.error else None
        found[by_answer[row.id]] = Recorded(row.state, row.answer, error)
    return found


async def lease(
    session: AsyncSession, message_id: UUID, duration: timedelta
) -> Lease | None:
    """Takes the message, if it is due and nobody works on it; None otherwise."""
    now = func.clock_timestamp()
    statement = (
        update(inbox)
        .where(inbox.c.id == message_id, _is_open())
        .values(
            state="running",
            fence=inbox.c.fence + 1,
            attempts=inbox.c.attempts + 1,
            lease_until=now + duration,
            # An open row is found by `due_at`: a running one when its lease ends.
            due_at=now + duration,
        )
        .returning(
            inbox.c.envelope,
            inbox.c.fence,
            inbox.c.attempts,
            func.extract("epoch", now - inbox.c.received_at).label("waited"),
            has_tombstone(inbox.c.owner_id).label("is_of_erased"),
        )
    )
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        return None
    envelope = Envelope.model_validate(row.envelope)
    if row.is_of_erased:
        await _end_without_content(session, envelope)
        return None
    return Lease(envelope, row.fence, row.attempts, max(float(row.waited), 0.0))


async def extend_all(
    session: AsyncSession, held: Sequence[Lease], duration: timedelta
) -> list[Standing]:
    """The heartbeat, for all leases of a process: how each stands, in their order.

    Whoever has locked a row (a run that commits, or another worker that takes over)
    is not waited for: the lease is `busy`, and neither extended nor lost."""
    pairs = [(lease.envelope.id, lease.fence) for lease in held]
    until = func.clock_timestamp() + duration
    free = (
        select(inbox.c.id)
        .where(tuple_(inbox.c.id, inbox.c.fence).in_(pairs), inbox.c.state == "running")
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(inbox)
        .where(inbox.c.id.in_(free))
        .values(lease_until=until, due_at=until)
        .returning(inbox.c.id)
    )
    extended = set((await session.execute(statement)).scalars())
    others = [pair for pair in pairs if pair[0] not in extended]
    states = await _find_states(session, others) if others else {}
    return [
        "extended" if pair[0] in extended else states.get(pair, "lost")
        for pair in pairs
    ]


async def _find_states(
    session: AsyncSession, pairs: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], Standing]:
    """Of those still under the same fence: `ended`, or `busy` if it still runs."""
    statement = select(inbox.c.id, inbox.c.fence, inbox.c.state).where(
        tuple_(inbox.c.id, inbox.c.fence).in_(pairs),
        inbox.c.state.in_(("running", *_ENDED)),
    )
    return {
        (row.id, row.fence): "busy" if row.state == "running" else "ended"
        for row in await session.execute(statement)
    }


async def check_fence(session: AsyncSession, held: Lease) -> None:
    """Locks the row, so that no one can take over before the commit.

    Raises LeaseLost if someone already has."""
    statement = select(inbox.c.id).where(_is_held(held)).with_for_update()
    if (await session.execute(statement)).scalar() is None:
        raise LeaseLost(str(held.envelope.id))


async def finish(
    session: AsyncSession,
    held: Lease,
    state: Literal["done", "failed", "dead"],
    *,
    answer: dict[str, Any] | None = None,
    error: JobError | None = None,
    keeps_content: bool = True,
) -> None:
    """Ends the message, in the transaction of its effects. Raises LeaseLost.

    Without its content it is still known when it comes again."""
    values: dict[str, Any] = {
        "state": state,
        "answer": answer,
        "error": error.model_dump(mode="json") if error else None,
        "finished_at": func.clock_timestamp(),
        "lease_until": None,
    }
    if not keeps_content:
        values["envelope"] = held.envelope.without_content().model_dump(mode="json")
    statement = update(inbox).where(_is_held(held)).values(values).returning(inbox.c.id)
    if (await session.execute(statement)).scalar() is None:
        raise LeaseLost(str(held.envelope.id))


async def give_back(
    session: AsyncSession,
    held: Lease,
    *,
    delay: timedelta,
    error: JobError | None = None,
    is_attempt: bool,
) -> None:
    """Lets the message wait for its next attempt; `is_attempt` False does not count."""
    attempts = inbox.c.attempts if is_attempt else inbox.c.attempts - 1
    await session.execute(
        update(inbox)
        .where(_is_held(held))
        .values(
            state="pending",
            attempts=attempts,
            lease_until=None,
            due_at=func.clock_timestamp() + delay,
            error=error.model_dump(mode="json") if error else None,
        )
    )


async def list_open(
    session: AsyncSession,
    limit: int,
    *,
    lane: str = "",
    without: Collection[UUID] = (),
) -> list[OpenMessage]:
    """Messages of the lane that are due and that nobody works on, but for `without`.

    Owners take turns, each with the longest waiting first: behind one's ten thousand
    messages another's only one is still among the first."""
    turn = func.row_number().over(
        partition_by=inbox.c.owner_id, order_by=inbox.c.due_at
    )
    waiting = (
        select(inbox.c.id, inbox.c.owner_id, inbox.c.due_at, turn.label("turn"))
        .where(
            _is_open(),
            inbox.c.id != all_(literal(list(without), ARRAY(Uuid))),
            func.coalesce(inbox.c.envelope["lane"].astext, "") == lane,
        )
        .subquery()
    )
    statement = (
        select(waiting.c.id, waiting.c.owner_id)
        .order_by(waiting.c.turn, waiting.c.due_at)
        .limit(limit)
    )
    return [OpenMessage(r.id, r.owner_id) for r in await session.execute(statement)]


async def replay(session: AsyncSession, message_id: UUID) -> bool:
    """Gives a dead message its attempts anew; False if it is not dead."""
    statement = (
        update(inbox)
        .where(inbox.c.id == message_id, inbox.c.state == "dead")
        .values(
            state="pending",
            attempts=0,
            due_at=func.clock_timestamp(),
            finished_at=None,
            error=None,
        )
        .returning(inbox.c.id)
    )
    return (await session.execute(statement)).scalar() is not None


async def list_dead(session: AsyncSession, limit: int) -> list[dict[str, Any]]:
    """Messages whose attempts are used up, the newest first, for an operator."""
    columns = (inbox.c.id, inbox.c.name, inbox.c.attempts, inbox.c.error)
    statement = (
        select(*columns, inbox.c.received_at, inbox.c.finished_at)
        .where(inbox.c.state == "dead")
        .order_by(inbox.c.finished_at.desc())
        .limit(limit)
    )
    return [dict(row) for row in (await session.execute(statement)).mappings()]


async def purge(session: AsyncSession, older_than: timedelta) -> int:
    """Deletes what ended that long ago, but never what is dead; how many."""
    gone = await session.execute(
        delete(inbox)
        .where(
            # `now`, not the clock: an index serves only what stays the same meanwhile.
            inbox.c.finished_at < func.now() - older_than,
            inbox.c.state != "dead",
        )
        .returning(inbox.c.id)
    )
    return len(gone.all())


async def _end_without_content(session: AsyncSession, envelope: Envelope) -> None:
    await session.execute(
        update(inbox)
        .where(inbox.c.id == envelope.id)
        .values(
            state="failed",
            envelope=envelope.without_content().model_dump(mode="json"),
            owner_id=None,
            answer=None,
            error=_ERASED.model_dump(mode="json"),
            finished_at=func.clock_timestamp(),
            lease_until=None,
        )
    )


def _is_open() -> Any:
    now = func.clock_timestamp()
    return and_(
        inbox.c.due_at <= now,
        or_(
            inbox.c.state == "pending",
            and_(inbox.c.state == "running", inbox.c.lease_until < now),
        ),
    )


def _is_held(held: Lease) -> Any:
    return and_(
        inbox.c.id == held.envelope.id,
        inbox.c.fence == held.fence,
        inbox.c.state == "running",
    )

"""How much waits in the inbox: for the health page, metrics and alerts."""

from sqlalchemy import func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.jobs.tables import inbox


async def count_by_state(session: AsyncSession) -> dict[str, int]:
    """How many messages are pending, running and dead."""
    # Two parts, for each has its small partial index; ended rows are many.
    count = select(inbox.c.state, func.count().label("messages"))
    statement = union_all(
        count.where(inbox.c.state.in_(("pending", "running"))).group_by(inbox.c.state),
        count.where(inbox.c.state == "dead").group_by(inbox.c.state),
    )
    rows = await session.execute(statement)
    return {row.state: int(row.messages) for row in rows}


async def find_longest_wait(session: AsyncSession) -> float:
    """Seconds since the pending message that is due longest could have begun."""
    age = func.extract("epoch", func.clock_timestamp() - func.min(inbox.c.due_at))
    statement = select(func.greatest(func.coalesce(age, 0), 0)).where(
        inbox.c.state == "pending"
    )
    return float((await session.execute(statement)).scalar_one())

"""Who changes what while others do, too."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession


def free_ones(choice: Select[Any]) -> Select[Any]:
    """What `choice`, which has a limit, finds that nobody else has locked; for
    `update` and `delete` of `key.in_(free_ones(choice))`.

    It is made once, before anything changes. As a plain subquery PostgreSQL may run it
    for row after row, each time leaving out what is changed by then: past its limit."""
    chosen = choice.with_for_update(skip_locked=True).cte("chosen")
    return select(*chosen.c)


async def take_turn(
    session: AsyncSession, name: str, *, is_shared: bool = False
) -> None:
    """Waits until nobody else has a turn of this name in this database, and has it
    until the transaction ends. For where there may be no row to lock yet.

    A shared turn is had by many at once, and never beside one that is not."""
    lock = (
        func.pg_advisory_xact_lock_shared if is_shared else func.pg_advisory_xact_lock
    )
    await session.execute(select(lock(func.hashtextextended(name, 0))))

"""Turns that are told apart by a name, where there may be no row to lock yet."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession


async def take_turn(session: AsyncSession, name: str) -> None:
    """Waits until nobody else has a turn of this name in this database, and has it
    until the transaction ends."""
    key = func.hashtextextended(name, 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))

"""Sessions. A request or job is one transaction, committed here and nowhere else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from libs.common.db.engine import CountingPool

log = structlog.get_logger()

Callback = Callable[[], Awaitable[None]]
BeforeCommit = Callable[["WriteSession"], Awaitable[None]]

# Somebody waits for the answer, and a Redis that hangs is as good as none.
_AFTER_COMMIT_SECONDS = 2.0


class ReadSession(AsyncSession):
    """Reads only: the database itself refuses a write."""


class WriteSession(AsyncSession):
    """Reads and writes; never commit it, the edge does."""

    def after_commit(self, callback: Callback) -> None:
        """Runs `callback` once the transaction is committed; dropped on rollback.

        Only for what may be lost, such as a wake-up: an error in it is logged, and
        after 2 s, all of a transaction's together, it is given up."""
        self.info.setdefault("after_commit", []).append(callback)

    async def give_up(self) -> None:
        """Undoes all of it now, and gives the connection back, where an error is on its
        way to the edge and something is to be written about it first."""
        await self.rollback()


@dataclass(frozen=True, slots=True)
class PoolFigures:
    """Connections that may be open, that are taken, and how much waits for one."""

    size: int
    in_use: int
    waiting: int


class Database:
    """A service's database: the place transactions begin and end."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.read_engine = engine.execution_options(postgresql_readonly=True)

    @asynccontextmanager
    async def unit_of_work(
        self, before_commit: BeforeCommit | None = None
    ) -> AsyncIterator[WriteSession]:
        """One transaction: committed at the end, rolled back on any error.

        `before_commit` runs last within it, and may refuse by raising."""
        async with WriteSession(self.engine, expire_on_commit=False) as session:
            async with session.begin():
                yield session
                if before_commit:
                    await session.flush()
                    await before_commit(session)
            callbacks: list[Callback] = session.info.pop("after_commit", [])
        if callbacks:
            await _run_after_commit(callbacks)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReadSession]:
        """One read-only transaction."""
        async with (
            ReadSession(self.read_engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @property
    def pool_figures(self) -> PoolFigures:
        """How the pool stands at this moment."""
        pool = self.engine.pool
        if not isinstance(pool, CountingPool):
            return PoolFigures(0, 0, 0)
        return PoolFigures(pool.limit, pool.checkedout(), pool.waiting)

    async def ping(self) -> None:
        """Raises if the database does not answer."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Closes the pool."""
        await self.engine.dispose()


async def _run_after_commit(callbacks: Sequence[Callback]) -> None:
    try:
        async with asyncio.timeout(_AFTER_COMMIT_SECONDS):
            for callback in callbacks:
                try:
                    await callback()
                except Exception as error:
                    log.warning("after_commit_failed", error=repr(error))
    except TimeoutError:
        log.warning("after_commit_given_up", callbacks=len(callbacks))

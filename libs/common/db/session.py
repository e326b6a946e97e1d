"""Sessions. A request or job is one transaction, committed here and nowhere else."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

log = structlog.get_logger()

Callback = Callable[[], Awaitable[None]]
BeforeCommit = Callable[["WriteSession"], Awaitable[None]]


class ReadSession(AsyncSession):
    """Reads only: the database itself refuses a write."""


class WriteSession(AsyncSession):
    """Reads and writes; never commit it, the edge does."""

    def after_commit(self, callback: Callback) -> None:
        """Runs `callback` once the transaction is committed; dropped on rollback.

        Only for what may be lost, such as a wake-up: an error in it is logged."""
        self.info.setdefault("after_commit", []).append(callback)


class Database:
    """A service's database: the place transactions begin and end."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._read_engine = engine.execution_options(postgresql_readonly=True)

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
        for callback in callbacks:
            try:
                await callback()
            except Exception as error:
                log.warning("after_commit_failed", error=repr(error))

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReadSession]:
        """One read-only transaction."""
        async with (
            ReadSession(self._read_engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    async def ping(self) -> None:
        """Raises if the database does not answer."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Closes the pool."""
        await self.engine.dispose()

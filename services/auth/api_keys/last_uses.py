"""When keys were last used, gathered and written together.

A gateway asks for a key at its first use, and then once a minute while it is used: its
question is the sign of life. So no request waits for a write."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from libs.common.db.session import Database
from services.auth.api_keys.repository import ApiKeyRepository

log = structlog.get_logger()

_GATHERED_SECONDS = 10.0
_AT_LEAST = timedelta(minutes=1)


class LastUses:
    """Notes uses in memory, and writes them once for all that came within 10 s.

    What is noted in the last seconds before a crash is lost, which only makes a key
    look unused for a minute longer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted: dict[UUID, datetime] = {}
        self._writing: asyncio.Task[None] | None = None

    def note(self, key_id: UUID, at: datetime) -> None:
        """The key was used at that instant."""
        self._noted[key_id] = at
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_later())

    async def write(self) -> None:
        """Writes what is noted. A database that is away costs these times."""
        noted, self._noted = self._noted, {}
        if not noted:
            return
        try:
            async with self._database.unit_of_work() as session:
                await ApiKeyRepository(session).move_last_used(noted, _AT_LEAST)
        except (SQLAlchemyError, OSError) as error:
            log.warning("last_uses_not_written", error=type(error).__name__)

    async def close(self) -> None:
        """Writes what is left."""
        if self._writing:
            self._writing.cancel()
        await self.write()

    async def _write_later(self) -> None:
        await asyncio.sleep(_GATHERED_SECONDS)
        await self.write()

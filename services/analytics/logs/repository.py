"""Queries of the logs."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from pydantic import BaseModel
from sqlalchemy import Table, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.db.locks import free_ones
from services.analytics.logs.models import LogModel
from services.analytics.logs.of_erased import without_erased


class LogRepository:
    """One log. It is the operator's: no user reads it, so none is its owner."""

    def __init__(self, session: AsyncSession, model: LogModel) -> None:
        self._session = session
        self._table = cast("Table", model.__table__)
        self._id = self._table.c.id
        self._at = self._table.c.at

    async def store(self, service: str, entries: Sequence[BaseModel]) -> int:
        """Writes the entries in one statement, at most 1,000; how many are new."""
        told = await without_erased(self._session, entries)
        rows = [{**row, "service": service} for row in told]
        if not rows:
            return 0
        statement = (
            insert(self._table)
            .values(rows)
            .on_conflict_do_nothing(index_elements=["id"])
            .returning(self._id)
        )
        return len((await self._session.execute(statement)).all())

    async def delete_oldest(self, *, before: datetime, limit: int) -> int:
        """Deletes at most `limit` entries older than that instant; how many."""
        oldest = (
            select(self._id).where(self._at < before).order_by(self._at).limit(limit)
        )
        statement = (
            delete(self._table)
            .where(self._id.in_(free_ones(oldest)))
            .returning(self._id)
        )
        return len((await self._session.execute(statement)).all())

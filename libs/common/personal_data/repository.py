"""A person's rows in declared tables, whatever they are."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    delete,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

_ROWS_AT_ONCE = 500


class PersonalRows:
    """Statements on one table; `rows` is the condition for the person's rows."""

    def __init__(self, session: AsyncSession, table: Table) -> None:
        self._session = session
        self._table = table
        self._key = tuple_(*table.primary_key.columns)

    async def list_keys(
        self, key: Column[Any], rows: ColumnElement[bool], limit: int
    ) -> Sequence[Any]:
        """Keys of at most `limit` rows."""
        statement = select(key).where(rows).limit(limit)
        return (await self._session.scalars(statement)).all()

    async def delete(self, rows: ColumnElement[bool], limit: int) -> int:
        """Deletes at most `limit` rows; how many."""
        statement = delete(self._table).where(self._key.in_(self._some(rows, limit)))
        return await self._count(statement)

    async def blank(
        self, rows: ColumnElement[bool], values: Mapping[str, Any], limit: int
    ) -> int:
        """Overwrites columns of at most `limit` rows; how many."""
        statement = update(self._table).where(self._key.in_(self._some(rows, limit)))
        return await self._count(statement.values(dict(values)))

    async def stream(
        self, rows: ColumnElement[bool], columns: Sequence[Column[Any]]
    ) -> AsyncIterator[dict[str, Any]]:
        """All the rows, by column name, in the order of their keys."""
        statement = (
            select(*columns).where(rows).order_by(*self._table.primary_key.columns)
        )
        found = await self._session.stream(
            statement.execution_options(yield_per=_ROWS_AT_ONCE)
        )
        async for row in found:
            yield dict(row._mapping)

    def _some(self, rows: ColumnElement[bool], limit: int) -> Any:
        return select(*self._table.primary_key.columns).where(rows).limit(limit)

    async def _count(self, statement: Any) -> int:
        first = next(iter(self._table.primary_key.columns))
        changed = statement.returning(first).cte("changed")
        return int(
            await self._session.scalar(select(func.count()).select_from(changed)) or 0
        )

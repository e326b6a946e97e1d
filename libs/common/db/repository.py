"""The base of every repository: small queries that all services need alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.db.base import ModelBase
from libs.common.errors import NotFound
from libs.common.pagination import Cursor, PageRequest

Model = TypeVar("Model", bound=ModelBase)


@dataclass(frozen=True, slots=True)
class RowPage(Generic[Model]):
    """One page of rows; `next_cursor` is None on the last."""

    items: Sequence[Model]
    next_cursor: str | None


class Repository(Generic[Model]):
    """Queries of one table. Scope every statement by owner in `statement`."""

    model: ClassVar[type[Any]]
    not_found: ClassVar[type[NotFound]] = NotFound

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    def statement(self) -> Select[Model]:
        """The rows that may be seen at all."""
        return select(self.model)

    async def find_one(self, statement: Select[Model]) -> Model | None:
        """The only row of the statement, None if there is none."""
        return (await self.session.execute(statement)).scalars().one_or_none()

    async def get_one(self, statement: Select[Model]) -> Model:
        """The only row of the statement. Raises the repository's `not_found`."""
        found = await self.find_one(statement)
        if found is None:
            raise self.not_found
        return found

    async def list_all(self, statement: Select[Model]) -> Sequence[Model]:
        """All rows, in the statement's order; the statement bounds their number."""
        return (await self.session.execute(statement)).scalars().all()

    async def list_page(
        self, statement: Select[Model], page: PageRequest, *, newest_first: bool
    ) -> RowPage[Model]:
        """One page ordered by (`created_at`, `id`)."""
        at, row_id = self.model.created_at, self.model.id
        place = tuple_(at, row_id)
        if page.cursor:
            seen = tuple_(page.cursor.at, page.cursor.id)
            statement = statement.where(place < seen if newest_first else place > seen)
        order = (at.desc(), row_id.desc()) if newest_first else (at, row_id)
        statement = statement.order_by(*order).limit(page.limit + 1)
        rows = await self.list_all(statement)
        return RowPage(rows[: page.limit], _next_cursor(rows, page.limit))

    async def create(self, row: Model) -> Model:
        """Adds the row and sends it to the database, so that constraints speak now."""
        self.session.add(row)
        await self.session.flush()
        return row


def _next_cursor(rows: Sequence[Any], limit: int) -> str | None:
    if len(rows) <= limit:
        return None
    last = rows[limit - 1]
    row_id: UUID = last.id
    return Cursor(last.created_at, row_id).encode()

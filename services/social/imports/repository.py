"""Imports and their reports, as their owner sees them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.db.repository import Repository
from services.social.bulk import among, rows_of
from services.social.imports.errors import ImportNotFound
from services.social.imports.models import Import, ImportRow

_REPORT = ("import_id", "row_number", "outcome", "post_id", "as_of")
_TOLD = ("figures", "replaced")
_REFUSAL = ("reason", "field", "message")


class ImportRepository(Repository[Import]):
    """The imports of one owner."""

    model = Import
    not_found = ImportNotFound

    def __init__(self, session: AsyncSession, owner_id: UUID) -> None:
        super().__init__(session)
        self.owner_id = owner_id

    def statement(self) -> Select[Import]:
        """The owner's imports."""
        return select(Import).where(Import.owner_id == self.owner_id)

    async def get(self, import_id: UUID) -> Import:
        """One import. Raises ImportNotFound, also for another owner's."""
        return await self.get_one(self.statement().where(Import.id == import_id))

    async def lock(self, import_id: UUID) -> Import:
        """The same, locked until the commit."""
        mine = self.statement().where(Import.id == import_id)
        return await self.get_one(mine.with_for_update())

    async def list_rows(
        self, import_id: UUID, *, after: int, limit: int, outcome: str | None
    ) -> Sequence[ImportRow]:
        """The report after a row number, at most `limit` rows, in file order."""
        statement = (
            select(ImportRow)
            .join(Import, Import.id == ImportRow.import_id)
            .where(
                Import.owner_id == self.owner_id,
                ImportRow.import_id == import_id,
                ImportRow.row_number > after,
            )
            .order_by(ImportRow.row_number)
            .limit(limit)
        )
        if outcome:
            statement = statement.where(ImportRow.outcome == outcome)
        return (await self.session.scalars(statement)).all()

    async def find_seen(
        self, import_id: UUID, post_ids: Sequence[UUID]
    ) -> dict[UUID, frozenset[datetime]]:
        """Which moments of these posts earlier rows of the import have told."""
        statement = select(ImportRow.post_id, ImportRow.as_of).where(
            ImportRow.import_id == import_id,
            among(ImportRow.post_id, post_ids),
        )
        seen: dict[UUID, set[datetime]] = {}
        for post_id, as_of in await self.session.execute(statement):
            if post_id and as_of:
                seen.setdefault(post_id, set()).add(as_of)
        return {post_id: frozenset(moments) for post_id, moments in seen.items()}

    async def add_report(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Adds rows to the report."""
        names = (*_REPORT, *_TOLD, *_REFUSAL)
        given = rows_of(ImportRow, names, rows)
        statement = insert(ImportRow).from_select(list(names), select(*given.c))
        await self.session.execute(statement)

    async def set_values(self, import_id: UUID, **values: Any) -> None:
        """Sets columns of an import; values may be expressions of its columns."""
        await self.session.execute(
            update(Import)
            .where(Import.id == import_id, Import.owner_id == self.owner_id)
            .values(values)
        )

    async def delete_import(self, import_id: UUID) -> None:
        """Deletes an import with its report."""
        await self.session.execute(
            delete(Import).where(
                Import.id == import_id, Import.owner_id == self.owner_id
            )
        )


class OpenImportRepository:
    """Imports of all owners."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find_open(self, import_ids: Iterable[UUID]) -> set[UUID]:
        """Those of them whose files are still to be read."""
        statement = select(Import.id).where(
            Import.id.in_(import_ids), Import.status.in_(("PENDING", "PROCESSING"))
        )
        return set((await self._session.scalars(statement)).all())

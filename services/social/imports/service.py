"""Tells how imports go, and takes them back."""

from uuid import UUID

from libs.common.db.session import WriteSession
from libs.common.jobs.client import Jobs
from libs.common.pagination import PageRequest
from libs.common.schemas import Page
from services.social.imports.errors import ImportStillRuns
from services.social.imports.messages import RemoveImport
from services.social.imports.models import Import
from services.social.imports.repository import ImportRepository
from services.social.imports.row_sources import KeptReading
from services.social.imports.running import ENDED
from services.social.imports.schemas import (
    ImportRead,
    ImportRowRead,
    ImportTotals,
    RowOutcome,
    render_found,
)
from services.social.imports.summary import FoundSummary


class ImportRemover:
    """Takes imports back."""

    def __init__(self, jobs: Jobs, owner_id: UUID) -> None:
        self._jobs = jobs
        self._owner_id = owner_id

    async def start_removal(self, session: WriteSession, import_id: UUID) -> ImportRead:
        """Has an import taken back that is over; once more is no mistake.

        Raises ImportNotFound, ImportStillRuns."""
        imports = ImportRepository(session, self._owner_id)
        row = await imports.lock(import_id)
        if row.status == "REMOVING":
            return render_import(row)
        if row.status not in ENDED:
            raise ImportStillRuns
        row.status = "REMOVING"
        message = RemoveImport(import_id=import_id, owner_id=self._owner_id)
        await self._jobs.send(session, message, owner_id=self._owner_id)
        return render_import(row)


class ImportService:
    """How imports go, for their owner."""

    def __init__(self, repository: ImportRepository) -> None:
        self._repository = repository

    async def list_imports(self, page: PageRequest) -> Page[ImportRead]:
        """All imports, newest first."""
        rows = await self._repository.list_page(
            self._repository.statement(), page, newest_first=True
        )
        items = [render_import(row) for row in rows.items]
        return Page[ImportRead](items=items, next_cursor=rows.next_cursor)

    async def read_import(self, import_id: UUID) -> ImportRead:
        """One import. Raises ImportNotFound."""
        return render_import(await self._repository.get(import_id))

    async def list_rows(
        self,
        import_id: UUID,
        *,
        after: int,
        limit: int,
        outcome: RowOutcome | None = None,
    ) -> Page[ImportRowRead]:
        """The report in file order; the cursor is a row number.

        Raises ImportNotFound."""
        await self._repository.get(import_id)
        rows = await self._repository.list_rows(
            import_id, after=after, limit=limit + 1, outcome=outcome
        )
        items = [ImportRowRead.model_validate(row) for row in rows[:limit]]
        cursor = str(items[-1].row_number) if len(rows) > limit else None
        return Page[ImportRowRead](items=items, next_cursor=cursor)


def render_import(row: Import) -> ImportRead:
    """An import as the API shows it."""
    is_over = row.status in ENDED
    share = min(1.0, row.bytes_done / row.size_bytes) if row.size_bytes else 1.0
    kept = KeptReading.model_validate(row.options)
    return ImportRead(
        id=row.id,
        status=row.status,
        file_name=row.file_name,
        kind=kept.form.kind,
        account=kept.account,
        source=kept.source,
        encoding=kept.form.encoding,
        size_bytes=row.size_bytes,
        as_of=row.as_of,
        progress=1.0 if is_over else round(share, 4),
        totals=ImportTotals(
            rows=row.rows_done,
            imported=row.imported,
            updated=row.updated,
            duplicate=row.duplicate,
            refused=row.refused,
        ),
        found=render_found(FoundSummary.model_validate(row.summary))
        if row.summary
        else None,
        error=row.error,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )

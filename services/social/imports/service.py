"""Takes files in, and tells how their import goes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from itertools import islice
from typing import BinaryIO
from uuid import UUID

from libs.common.clock import Clock
from libs.common.db.session import WriteSession
from libs.common.errors import FieldError
from libs.common.ids import new_id
from libs.common.jobs.client import Jobs
from libs.common.pagination import PageRequest
from libs.common.schemas import Page
from libs.common.storage.interface import Storage
from services.social.imports.errors import ImportStillRuns
from services.social.imports.file_forms import FileForm, FileNotReadable, find_form
from services.social.imports.mapping import MappingNotValid, check_mapping
from services.social.imports.messages import ImportPosts, RemoveImport
from services.social.imports.models import Import
from services.social.imports.options import ReadingOptions, parse_options
from services.social.imports.reading import FileBroken, RecordFile
from services.social.imports.repository import ImportRepository
from services.social.imports.running import ENDED
from services.social.imports.schemas import (
    ImportRead,
    ImportRowRead,
    ImportTotals,
    RowOutcome,
)
from services.social.imports.upload import Upload

_ROWS_LOOKED_AT = 100
_CHUNK_BYTES = 256 * 1024


class ImportStarter:
    """Takes an upload in: looked at, stored, handed to the worker."""

    def __init__(self, storage: Storage, jobs: Jobs, clock: Clock) -> None:
        self._storage = storage
        self._jobs = jobs
        self._clock = clock

    async def start_import(
        self, session: WriteSession, owner_id: UUID, upload: Upload
    ) -> ImportRead:
        """Stores the file and has its rows imported.

        Raises MappingNotValid or FileNotReadable before anything is stored."""
        options = parse_options(upload.fields)
        file = upload.files[0].file
        form = await asyncio.to_thread(look_at_file, file, options)
        now = self._clock.now()
        row = Import(
            id=new_id(),
            owner_id=owner_id,
            status="PENDING",
            file_name=upload.name,
            size_bytes=upload.size_bytes,
            options={"reading": options.model_dump(), "form": form.model_dump()},
            as_of=now,
            created_at=now,
            updated_at=now,
            rows_done=0,
            bytes_done=0,
            imported=0,
            updated=0,
            duplicate=0,
            refused=0,
        )
        row.storage_key = f"imports/{owner_id}/{row.id}"
        await self._storage.put_stream(
            row.storage_key, _chunks(file), "application/octet-stream"
        )
        await ImportRepository(session, owner_id).create(row)
        message = ImportPosts(import_id=row.id, owner_id=owner_id)
        await self._jobs.send(session, message, owner_id=owner_id)
        return render_import(row)


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


def look_at_file(file: BinaryIO, options: ReadingOptions) -> FileForm:
    """The form of a file whose first rows fit the mapping. Blocks.

    Raises FileNotReadable, MappingNotValid."""
    mapping = options.mapping
    if mapping is None:
        wrong = FieldError("mapping", "missing", "Say which column is what.")
        raise MappingNotValid(fields=[wrong])
    form = find_form(file, options.encoding, mapping.columns)
    try:
        with closing(RecordFile(file, form).records()) as records:
            first = list(islice(records, _ROWS_LOOKED_AT))
    except FileBroken as error:
        raise FileNotReadable("broken", str(error)) from None
    if not first:
        raise FileNotReadable("no_rows", "The file has no rows.")
    check_mapping(mapping, [record for record in first if record])
    return form


def render_import(row: Import) -> ImportRead:
    """An import as the API shows it."""
    is_over = row.status in ENDED
    share = min(1.0, row.bytes_done / row.size_bytes) if row.size_bytes else 1.0
    form = FileForm.model_validate(row.options["form"])
    return ImportRead(
        id=row.id,
        status=row.status,
        file_name=row.file_name,
        kind=form.kind,
        account=row.options["reading"].get("account"),
        encoding=form.encoding,
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
        error=row.error,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


async def _chunks(file: BinaryIO) -> AsyncIterator[bytes]:
    await asyncio.to_thread(file.seek, 0)
    while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
        yield chunk

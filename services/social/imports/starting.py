"""Takes uploads in: looked at, stored, handed to the worker."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack
from uuid import UUID

from libs.common.clock import Clock
from libs.common.db.session import WriteSession
from libs.common.db.tombstones import refuse_erased
from libs.common.errors import FieldError
from libs.common.ids import new_id
from libs.common.jobs.client import Jobs
from libs.common.storage.interface import Storage
from services.social.imports.archives.parts import FilePart, open_part
from services.social.imports.archives.zip_files import ZipLimits
from services.social.imports.files.forms import FileNotReadable
from services.social.imports.files.records import FileBroken
from services.social.imports.mapping import MappingNotValid
from services.social.imports.messages import ImportPosts
from services.social.imports.models import Import
from services.social.imports.options import ReadingOptions, parse_options
from services.social.imports.planning import ImportPlan, plan_import
from services.social.imports.repository import ImportRepository
from services.social.imports.schemas import ImportRead
from services.social.imports.service import render_import
from services.social.imports.stored_files import build_key, delete_files
from services.social.imports.upload import Upload, UploadedFile

_CHUNK_BYTES = 256 * 1024


class ImportStarter:
    """Begins imports."""

    def __init__(
        self, storage: Storage, jobs: Jobs, clock: Clock, limits: ZipLimits
    ) -> None:
        self._storage = storage
        self._jobs = jobs
        self._clock = clock
        self._limits = limits

    async def start_import(
        self, session: WriteSession, owner_id: UUID, upload: Upload
    ) -> ImportRead:
        """Stores the files that are read and has their rows imported.

        Raises MappingNotValid or FileNotReadable; then nothing is stored."""
        told = parse_options(upload.fields, self._clock.now())
        plan = await asyncio.to_thread(look_at, upload.files, told, self._limits)
        row = self._build(owner_id, upload.name, plan)
        try:
            await self._store(row, plan.parts)
            # Now, not at the commit: so the files go with the refusal.
            await refuse_erased(session, owner_id)
            await ImportRepository(session, owner_id).create(row)
        except BaseException:
            await delete_files(self._storage, row)
            raise
        message = ImportPosts(import_id=row.id, owner_id=owner_id)
        await self._jobs.send(session, message, owner_id=owner_id)
        return render_import(row)

    def _build(self, owner_id: UUID, name: str, plan: ImportPlan) -> Import:
        now = self._clock.now()
        import_id = new_id()
        return Import(
            id=import_id,
            owner_id=owner_id,
            status="PENDING",
            file_name=name,
            storage_key=build_key(owner_id, import_id),
            size_bytes=sum(part.size_bytes for part in plan.parts),
            options=plan.kept.model_dump(mode="json"),
            as_of=plan.kept.reading.as_of or now,
            created_at=now,
            updated_at=now,
            rows_done=0,
            bytes_done=0,
            imported=0,
            updated=0,
            duplicate=0,
            refused=0,
        )

    async def _store(self, row: Import, parts: Sequence[FilePart]) -> None:
        for number, part in enumerate(parts):
            try:
                with ExitStack() as stack:
                    file = await asyncio.to_thread(stack.enter_context, open_part(part))
                    await self._storage.put_stream(
                        f"{row.storage_key}/{number}",
                        _chunks(file.read),
                        "application/octet-stream",
                    )
            except FileBroken as error:
                raise FileNotReadable("broken", str(error)) from None


def look_at(
    files: Sequence[UploadedFile], told: ReadingOptions, limits: ZipLimits
) -> ImportPlan:
    """The plan of an upload that leaves nothing open. Blocks.

    Raises FileNotReadable, MappingNotValid naming each open option."""
    plan = plan_import(files, told, limits)
    wrong = list(plan.wrong)
    if plan.kept.archive is None and told.mapping is None:
        wrong = [FieldError("mapping", "missing", "Say which column is what.")]
    wrong += [
        FieldError(question.option, "needed", question.message)
        for question in plan.questions
        if question.is_needed
    ]
    if wrong:
        raise MappingNotValid(fields=wrong)
    return plan


async def _chunks(read: Callable[[int], bytes]) -> AsyncIterator[bytes]:
    while chunk := await asyncio.to_thread(read, _CHUNK_BYTES):
        yield chunk

"""Imports over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from libs.common.dependencies import WriteDatabase
from libs.common.idempotency.route import idempotent_post
from libs.common.identity import Identity, require
from libs.common.pagination import DEFAULT_LIMIT, MAX_LIMIT, PageParameters
from libs.common.schemas import Page, error_responses
from services.social.deps import (
    CurrentSocial,
    Imports,
    Remover,
    Starter,
    build_zip_limits,
)
from services.social.imports.errors import (
    ImportNotFound,
    ImportStillRuns,
    UploadNotMultipart,
    UploadTooLarge,
)
from services.social.imports.files.forms import FileNotReadable
from services.social.imports.form_schema import IMPORT_FORM, PREVIEW_FORM
from services.social.imports.mapping import MappingNotValid
from services.social.imports.preview import preview_upload
from services.social.imports.preview_schemas import PreviewRead
from services.social.imports.schemas import ImportRead, ImportRowRead, RowOutcome
from services.social.imports.upload import open_upload

router = APIRouter(prefix="/api/v1/social", tags=["social imports"])

_REFUSED_BY = (UploadTooLarge, UploadNotMultipart, MappingNotValid, FileNotReadable)
Importer = Annotated[Identity, Depends(require("social:write"))]


@idempotent_post(
    router,
    "/posts/import",
    status_code=202,
    openapi_extra=IMPORT_FORM,
    errors=_REFUSED_BY,
    is_upload=True,
)
async def create_import(
    request: Request,
    identity: Importer,
    session: WriteDatabase,
    social: CurrentSocial,
    starter: Starter,
) -> ImportRead:
    """Imports your own posts from a file. They are yours alone. Doing it again with
    the same file changes nothing."""
    async with open_upload(request, social.settings.import_max_bytes) as upload:
        return await starter.start_import(session, identity.owner_id, upload)


@router.post(
    "/posts/import/preview",
    openapi_extra=PREVIEW_FORM,
    responses=error_responses(*_REFUSED_BY),
)
async def preview_import(
    request: Request, _: Importer, social: CurrentSocial
) -> PreviewRead:
    """What a file is, which column seems to be what, what has to be asked, and its
    first rows read so. Stores nothing. Of a large CSV or JSON file the first
    megabytes are enough, with `is_part`; a ZIP is sent whole."""
    async with open_upload(
        request, social.settings.import_max_bytes, is_preview=True
    ) as upload:
        limits = build_zip_limits(social.settings)
        return await preview_upload(upload, limits, social.clock.now())


@router.get("/imports")
async def list_imports(imports: Imports, page: PageParameters) -> Page[ImportRead]:
    """Your imports, newest first."""
    return await imports.list_imports(page)


@router.get("/imports/{import_id}", responses=error_responses(ImportNotFound))
async def read_import(import_id: UUID, imports: Imports) -> ImportRead:
    """How one of your imports goes."""
    return await imports.read_import(import_id)


@router.delete(
    "/imports/{import_id}",
    status_code=202,
    responses=error_responses(ImportNotFound, ImportStillRuns),
)
async def delete_import(
    import_id: UUID, _: Importer, session: WriteDatabase, remover: Remover
) -> ImportRead:
    """Takes an import back: posts that it alone brought go, and so do the figures
    that it alone told. Its status is REMOVING until that is done; then it is gone."""
    return await remover.start_removal(session, import_id)


@router.get("/imports/{import_id}/rows", responses=error_responses(ImportNotFound))
async def list_import_rows(
    import_id: UUID,
    imports: Imports,
    outcome: RowOutcome | None = None,
    limit: Annotated[
        int, Query(ge=1, le=MAX_LIMIT, description="At most so many rows")
    ] = DEFAULT_LIMIT,
    cursor: Annotated[
        int,
        Query(ge=0, le=2**31 - 1, description="`next_cursor` of the page before"),
    ] = 0,
) -> Page[ImportRowRead]:
    """What became of each row, in file order; `outcome` picks, e.g. `refused`."""
    return await imports.list_rows(
        import_id, after=cursor, limit=limit, outcome=outcome
    )

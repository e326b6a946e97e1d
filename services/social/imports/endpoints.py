"""Imports over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from libs.common.dependencies import WriteDatabase
from libs.common.identity import Identity, require
from libs.common.pagination import DEFAULT_LIMIT, MAX_LIMIT
from libs.common.schemas import Page, error_responses
from services.social.deps import CurrentSocial, Imports, Starter
from services.social.imports.errors import (
    ImportNotFound,
    UploadNotMultipart,
    UploadTooLarge,
)
from services.social.imports.file_forms import FileNotReadable
from services.social.imports.mapping import FIELDS, MappingNotValid
from services.social.imports.schemas import ImportRead, ImportRowRead, RowOutcome
from services.social.imports.upload import open_upload

router = APIRouter(prefix="/api/v1/social", tags=["social imports"])

_TEXT = {"type": "string"}
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "mapping"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "CSV; or JSON: an array of posts, "
                            "{posts: [...]}, or one post a line",
                        },
                        "mapping": {
                            **_TEXT,
                            "description": "JSON object: field -> column, or "
                            '{"value": ...} for a constant. Fields: '
                            f"{', '.join(FIELDS)}. Needed: platform, creator, and "
                            "id or url",
                        },
                        "encoding": {
                            **_TEXT,
                            "description": "Of the file; found if it is not given",
                        },
                        "time_format": {
                            **_TEXT,
                            "description": "As in strptime, for times that are "
                            "neither ISO 8601 nor Unix time",
                        },
                        "timezone": {
                            **_TEXT,
                            "description": "IANA zone of times that name none",
                        },
                    },
                }
            }
        },
    }
}


@router.post(
    "/posts/import",
    status_code=202,
    openapi_extra=_FORM,
    responses=error_responses(
        UploadTooLarge, UploadNotMultipart, MappingNotValid, FileNotReadable
    ),
)
async def create_import(
    request: Request,
    identity: Annotated[Identity, Depends(require("social:write"))],
    session: WriteDatabase,
    social: CurrentSocial,
    starter: Starter,
) -> ImportRead:
    """Imports your own posts from a file. They are yours alone. Doing it again with
    the same file changes nothing."""
    async with open_upload(request, social.settings.import_max_bytes) as upload:
        return await starter.start_import(session, identity.owner_id, upload)


@router.get("/imports/{import_id}", responses=error_responses(ImportNotFound))
async def read_import(import_id: UUID, imports: Imports) -> ImportRead:
    """How one of your imports goes."""
    return await imports.read_import(import_id)


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

"""All that is held about the caller, as one archive."""

from typing import Annotated

from fastapi import APIRouter, Depends

from libs.common.identity import (
    Identity,
    IdentityNotValid,
    ScopeMissing,
    SessionRequired,
    require_session,
)
from libs.common.schemas import error_responses
from services.auth.accounts.errors import AccountNotFound
from services.auth.deps import Exports
from services.auth.exports.schemas import ExportRead

router = APIRouter(prefix="/api/v1/accounts/me/export", tags=["accounts"])

_REFUSALS = error_responses(
    IdentityNotValid, ScopeMissing, SessionRequired, AccountNotFound
)


@router.get("", responses=_REFUSALS)
async def read_export(
    identity: Annotated[Identity, Depends(require_session("accounts:read"))],
    exports: Exports,
) -> ExportRead:
    """The caller's newest archive; asked for the first time, it begins one.

    One ZIP of everything held, from every service, with a readable overview. It is
    kept for 7 days. An API key cannot read it."""
    return await exports.get_or_start(identity.user_id)


@router.post("", status_code=202, responses=_REFUSALS)
async def create_export(
    identity: Annotated[Identity, Depends(require_session("accounts:write"))],
    exports: Exports,
) -> ExportRead:
    """Begins a new archive, unless one is being prepared. The one before is deleted
    when the new one is ready."""
    return await exports.start(identity.user_id)

"""API keys over HTTP, and the gateways' question for one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path

from libs.common.contracts.scopes import Scope
from libs.common.errors import InvalidFields, MalformedRequest
from libs.common.identity import (
    Identity,
    IdentityNotValid,
    ScopeMissing,
    SessionRequired,
    require,
    require_service,
    require_session,
)
from libs.common.pagination import PageParameters
from libs.common.schemas import Page, error_responses
from services.auth.accounts.errors import AccountNotFound
from services.auth.api_keys.errors import ApiKeyNotFound, TooManyApiKeys
from services.auth.api_keys.schemas import (
    ApiKeyCreate,
    ApiKeyCreated,
    ApiKeyRead,
    KnownApiKey,
    ScopeList,
    ScopeRead,
)
from services.auth.deps import ApiKeys, ApiKeysRead

router = APIRouter(prefix="/api/v1/accounts/api-keys", tags=["API keys"])
internal_router = APIRouter(prefix="/internal/auth", include_in_schema=False)

Person = Annotated[Identity, Depends(require_session("accounts:write"))]
_PERSON_ONLY = (IdentityNotValid, SessionRequired, ScopeMissing)


@router.get("", responses=error_responses(IdentityNotValid, ScopeMissing))
async def list_api_keys(
    identity: Annotated[Identity, Depends(require("accounts:read"))],
    keys: ApiKeysRead,
    page: PageParameters,
) -> Page[ApiKeyRead]:
    """Your API keys, newest first, without the keys themselves. Revoked ones are left
    out."""
    return await keys.list_page(identity.user_id, page)


@router.post(
    "",
    status_code=201,
    responses=error_responses(
        MalformedRequest,
        *_PERSON_ONLY,
        AccountNotFound,
        TooManyApiKeys,
        InvalidFields,
    ),
)
async def create_api_key(
    wanted: ApiKeyCreate,
    identity: Person,
    keys: ApiKeys,
) -> ApiKeyCreated:
    """Makes an API key. The answer holds it, this once; keep it in a safe place.

    It acts for you, in the scopes given and in no others. No API key can do this: only
    somebody who has signed in. At most 20 keys at one time."""
    return await keys.create(identity, wanted)


@router.get(
    "/scopes",
    responses=error_responses(IdentityNotValid, ScopeMissing),
    dependencies=[Depends(require("accounts:read"))],
)
async def list_scopes() -> ScopeList:
    """The scopes that a key can have, and what each allows."""
    items = [ScopeRead(scope=each, description=each.description) for each in Scope]
    return ScopeList(items=items)


@router.delete(
    "/{api_key_id}",
    status_code=204,
    responses=error_responses(*_PERSON_ONLY, ApiKeyNotFound, InvalidFields),
)
async def revoke_api_key(
    api_key_id: UUID,
    identity: Person,
    keys: ApiKeys,
) -> None:
    """Revokes a key for good: it is refused everywhere within five seconds. May be
    repeated."""
    await keys.revoke(identity, api_key_id)


@internal_router.get(
    "/api-keys/{key_hash}", dependencies=[Depends(require_service("gateway"))]
)
async def read_known_api_key(
    key_hash: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")], keys: ApiKeysRead
) -> KnownApiKey:
    """The valid key with this SHA-256 (in hexadecimal digits), which is in use now."""
    return await keys.get_valid(bytes.fromhex(key_hash))

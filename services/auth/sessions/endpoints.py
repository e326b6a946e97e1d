"""Carrying a session on, and ending it."""

from typing import Annotated

from fastapi import APIRouter, Depends

from libs.common.dependencies import WriteDatabase
from libs.common.errors import InvalidFields, MalformedRequest
from libs.common.identity import (
    Identity,
    IdentityNotValid,
    ScopeMissing,
    require,
    require_service,
)
from libs.common.schemas import error_responses
from services.auth.deps import Cookie, SessionReader, Sessions
from services.auth.sessions.errors import (
    CrossSiteRefresh,
    NoSessionToEnd,
    RefreshTokenMissing,
    RefreshTokenNotValid,
    RefreshTokenReused,
)
from services.auth.sessions.schemas import (
    EndedSessionList,
    EndedSessionRead,
    RefreshRequest,
    SignedInRead,
)

router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"])
internal_router = APIRouter(prefix="/internal/auth", include_in_schema=False)


@router.post(
    "/token/refresh",
    responses=error_responses(
        MalformedRequest,
        RefreshTokenMissing,
        RefreshTokenNotValid,
        RefreshTokenReused,
        CrossSiteRefresh,
        InvalidFields,
    ),
)
async def refresh_token(
    sessions: Sessions,
    cookie: Cookie,
    body: RefreshRequest | None = None,
) -> SignedInRead:
    """Gives a new access token and the next refresh token.

    Each refresh token is used once. Used again within 20 seconds it gives the same
    next one; later, the whole session ends. The next one comes the way this one did:
    in the cookie, or in the body."""
    given = body.refresh_token if body else None
    token = given or cookie.read()
    if token is None:
        raise RefreshTokenMissing
    return cookie.deliver(await sessions.refresh(token), "body" if given else "cookie")


@router.post(
    "/logout",
    status_code=204,
    responses=error_responses(IdentityNotValid, ScopeMissing, NoSessionToEnd),
)
async def log_out(
    identity: Annotated[Identity, Depends(require("accounts:write"))],
    session: WriteDatabase,
    sessions: Sessions,
    cookie: Cookie,
) -> None:
    """Ends the session; its tokens are refused from now on. May be repeated."""
    if identity.session_id is None:
        raise NoSessionToEnd
    await sessions.end(session, identity.session_id, identity.user_id)
    cookie.clear()


@internal_router.get(
    "/ended-sessions", dependencies=[Depends(require_service("gateway"))]
)
async def list_ended_sessions(
    sessions: Sessions, repository: SessionReader
) -> EndedSessionList:
    """The sessions that ended within the lifetime of an access token."""
    ended = await sessions.list_ended(repository)
    return EndedSessionList(items=[EndedSessionRead.model_validate(e) for e in ended])

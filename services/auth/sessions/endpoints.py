"""Carrying a session on, and ending it."""

from typing import Annotated

from fastapi import APIRouter, Depends

from libs.common.dependencies import WriteDatabase
from libs.common.errors import InvalidFields, MalformedRequest
from libs.common.identity import (
    Identity,
    IdentityNotValid,
    ScopeMissing,
    SessionRequired,
    require_session,
)
from libs.common.schemas import error_responses
from services.auth.deps import Cookie, Sessions
from services.auth.sessions.errors import (
    CrossSiteRefresh,
    NoSessionToEnd,
    RefreshTokenMissing,
    RefreshTokenNotValid,
    RefreshTokenReused,
)
from services.auth.sessions.schemas import RefreshRequest, SignedInRead

router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"])


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
    responses=error_responses(
        IdentityNotValid, SessionRequired, ScopeMissing, NoSessionToEnd
    ),
)
async def log_out(
    identity: Annotated[Identity, Depends(require_session("accounts:write"))],
    session: WriteDatabase,
    sessions: Sessions,
    cookie: Cookie,
) -> None:
    """Ends the session; its tokens are refused from now on. May be repeated."""
    if identity.session_id is None:
        raise NoSessionToEnd
    await sessions.end(session, identity.session_id, identity.user_id)
    cookie.clear()

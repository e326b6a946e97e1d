"""Carrying a session on, and ending it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from libs.common.contracts.analytics import AuthenticationEvent
from libs.common.dependencies import WriteDatabase
from libs.common.errors import InvalidFields, MalformedRequest
from libs.common.identity import (
    Identity,
    IdentityNotValid,
    ScopeMissing,
    SessionRequired,
    require,
    require_session,
)
from libs.common.pagination import PageParameters
from libs.common.schemas import Page, error_responses
from services.auth.deps import Cookie, CurrentTrail, SessionReader, Sessions
from services.auth.sessions.errors import (
    CrossSiteRefresh,
    NoSessionToEnd,
    RefreshTokenMissing,
    RefreshTokenNotValid,
    RefreshTokenReused,
    SessionNotFound,
)
from services.auth.sessions.schemas import RefreshRequest, SessionRead, SignedInRead

router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"])

Person = Annotated[Identity, Depends(require_session("accounts:write"))]


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
    trail: CurrentTrail,
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
    signed_in = await sessions.refresh(token, trail)
    return cookie.deliver(signed_in, "body" if given else "cookie")


@router.post(
    "/logout",
    status_code=204,
    responses=error_responses(
        IdentityNotValid, SessionRequired, ScopeMissing, NoSessionToEnd
    ),
)
async def log_out(
    identity: Person,
    session: WriteDatabase,
    sessions: Sessions,
    cookie: Cookie,
    trail: CurrentTrail,
) -> None:
    """Ends the session; its tokens are refused from now on. May be repeated."""
    if identity.session_id is None:
        raise NoSessionToEnd
    await sessions.end(session, identity.session_id, identity.user_id)
    await trail.record(session, AuthenticationEvent.LOGOUT, identity.user_id)
    cookie.clear()


@router.get(
    "/sessions",
    responses=error_responses(IdentityNotValid, ScopeMissing, InvalidFields),
)
async def list_sessions(
    identity: Annotated[Identity, Depends(require("accounts:read"))],
    page: PageParameters,
    sessions: Sessions,
    repository: SessionReader,
) -> Page[SessionRead]:
    """Where the caller is signed in, the newest sign-in first."""
    found = await sessions.list_live(repository, identity.user_id, page)
    items = [
        SessionRead(
            id=row.id,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            expires_at=sessions.usable_until(row),
            address=row.network,
            device=row.device,
            is_current=row.id == identity.session_id,
        )
        for row in found.items
    ]
    return Page(items=items, next_cursor=found.next_cursor)


@router.delete(
    "/sessions",
    status_code=204,
    responses=error_responses(IdentityNotValid, SessionRequired, ScopeMissing),
)
async def end_other_sessions(
    identity: Person,
    session: WriteDatabase,
    sessions: Sessions,
    trail: CurrentTrail,
) -> None:
    """Ends all of the caller's sessions but the one that asks, at once."""
    await sessions.end_all(session, identity.user_id, keep=identity.session_id)
    await trail.record(session, AuthenticationEvent.SESSION_REVOKED, identity.user_id)


@router.delete(
    "/sessions/{session_id}",
    status_code=204,
    responses=error_responses(
        IdentityNotValid, SessionRequired, ScopeMissing, SessionNotFound, InvalidFields
    ),
)
async def end_session(
    session_id: UUID,
    identity: Person,
    session: WriteDatabase,
    sessions: Sessions,
    trail: CurrentTrail,
) -> None:
    """Ends one of the caller's sessions at once. May be repeated."""
    await sessions.end_one(session, session_id, identity.user_id)
    await trail.record(session, AuthenticationEvent.SESSION_REVOKED, identity.user_id)

"""Opening the admin pages to an administrator's browser."""

from typing import Annotated

from fastapi import APIRouter, Depends

from libs.common.identity import (
    AdminOnly,
    Identity,
    IdentityNotValid,
    ScopeMissing,
    SessionRequired,
    require_session,
)
from libs.common.schemas import error_responses
from services.auth.accounts.errors import AccountNotFound
from services.auth.admin_sessions.schemas import AdminAreaRead, AdminSessionRead
from services.auth.deps import AdminCookies, Administrators, Sessions
from services.auth.sessions.refresh_tokens import ADMIN_TOKEN_LIFETIME

router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"])

_SERVICES = ("auth", "billing", "social", "analysis", "analytics", "insights")
_AREAS = [AdminAreaRead(service=name, url=f"/admin/{name}") for name in _SERVICES]

Caller = Annotated[Identity, Depends(require_session("accounts:write"))]


@router.post(
    "/admin-session",
    responses=error_responses(
        IdentityNotValid, SessionRequired, ScopeMissing, AdminOnly, AccountNotFound
    ),
)
async def open_admin_session(
    identity: Caller,
    administrators: Administrators,
    sessions: Sessions,
    cookie: AdminCookies,
) -> AdminSessionRead:
    """Opens the admin pages to this browser, for 15 minutes.

    For administrators who signed in with a session. The answer sets a cookie that is
    sent below `/admin` only; it ends with the session. Ask again to stay longer."""
    if identity.session_id is None:
        raise SessionRequired
    user = await administrators.let_in(identity.user_id)
    seconds = int(ADMIN_TOKEN_LIFETIME.total_seconds())
    cookie.set(await sessions.grant_admin(user, identity.session_id), seconds)
    return AdminSessionRead(expires_in=seconds, areas=_AREAS)


@router.delete(
    "/admin-session",
    status_code=204,
    responses=error_responses(IdentityNotValid, SessionRequired, ScopeMissing),
)
async def close_admin_session(_: Caller, cookie: AdminCookies) -> None:
    """Has this browser forget the admin pages' cookie. May be repeated."""
    cookie.clear()

"""Accounts that are at Clerk: what a service behind it can do for them.

Clerk's own pages sign people in; its Backend API knows no sign-in by password."""

from typing import Annotated

from fastapi import APIRouter, Depends

from libs.common.contracts.analytics import AuthenticationEvent
from libs.common.dependencies import WriteDatabase
from libs.common.errors import (
    InvalidFields,
    MalformedRequest,
    UpstreamTimedOut,
    UpstreamUnavailable,
)
from libs.common.identity import (
    Identity,
    IdentityNotValid,
    ScopeMissing,
    require,
)
from libs.common.schemas import error_responses
from services.auth.accounts.errors import AccountNotFound, EmailAlreadyRegistered
from services.auth.clerk.deps import (
    ClerkSessions,
    PasswordReset,
    ResetRequest,
    SignUps,
)
from services.auth.clerk.errors import (
    ClerkMisconfigured,
    NoMoreAccounts,
    NotTakenByClerk,
)
from services.auth.clerk.schemas import (
    AccountRead,
    ClerkConfirmReset,
    ClerkSignUp,
)
from services.auth.deps import CurrentTrail, Users
from services.auth.one_time_tokens.errors import LINK_ERRORS
from services.auth.one_time_tokens.fields import MailOnItsWay
from services.auth.passwords.schemas import RESET_ASKED, ResetPassword
from services.auth.sessions.errors import NoSessionToEnd

router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"])


@router.post(
    "/signup",
    status_code=201,
    responses=error_responses(
        MalformedRequest,
        EmailAlreadyRegistered,
        InvalidFields,
        NotTakenByClerk,
        ClerkMisconfigured,
        NoMoreAccounts,
        UpstreamTimedOut,
    ),
)
async def sign_up(details: ClerkSignUp, sign_ups: SignUps) -> AccountRead:
    """Makes an account at Clerk. Signing in to it is done on Clerk's pages, which
    also have the address confirmed."""
    return AccountRead.model_validate({"user": await sign_ups.sign_up(details)})


@router.post(
    "/login",
    responses=error_responses(IdentityNotValid, ScopeMissing, AccountNotFound),
)
async def log_in(
    identity: Annotated[Identity, Depends(require("accounts:read"))], users: Users
) -> AccountRead:
    """Takes a session token of Clerk, as bearer, and gives the account that is its.

    At the first sight of somebody the account is made. The token itself is what the
    API takes from then on, renewed by Clerk's own library every minute."""
    return AccountRead.model_validate({"user": await users.get(identity.user_id)})


@router.post(
    "/logout",
    status_code=204,
    responses=error_responses(IdentityNotValid, ScopeMissing, NoSessionToEnd),
)
async def log_out(
    identity: Annotated[Identity, Depends(require("accounts:write"))],
    session: WriteDatabase,
    sessions: ClerkSessions,
    trail: CurrentTrail,
) -> None:
    """Ends the session; its tokens are refused from now on. May be repeated."""
    if identity.session_id is None:
        raise NoSessionToEnd
    await sessions.end(session, identity.user_id, identity.session_id)
    await trail.record(session, AuthenticationEvent.LOGOUT, identity.user_id)


@router.post(
    "/reset-password",
    status_code=202,
    responses=error_responses(MalformedRequest, InvalidFields),
)
async def reset_password(body: ResetPassword, request: ResetRequest) -> MailOnItsWay:
    """Mails a link for a new password, valid for an hour, if there is such an account.

    The answer is the same whether or not there is one. At most one mail a minute and
    five a day are sent; asking more often changes nothing."""
    await request.ask(body.email)
    return RESET_ASKED


@router.post(
    "/reset-password/confirm",
    status_code=204,
    responses=error_responses(
        MalformedRequest,
        InvalidFields,
        *LINK_ERRORS,
        NotTakenByClerk,
        AccountNotFound,
        ClerkMisconfigured,
        UpstreamUnavailable,
        UpstreamTimedOut,
    ),
)
async def confirm_reset(body: ClerkConfirmReset, reset: PasswordReset) -> None:
    """Sets a new password at Clerk with the token of a mailed link, which works once.

    All sessions end; the owner is told by mail."""
    await reset.confirm(body.token, body.password)

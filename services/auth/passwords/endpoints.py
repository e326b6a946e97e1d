"""A forgotten password, and one that is to change."""

from typing import Annotated

from fastapi import APIRouter, Depends

from libs.common.errors import InvalidFields, MalformedRequest
from libs.common.identity import (
    Identity,
    IdentityNotValid,
    ScopeMissing,
    SessionRequired,
    require_session,
)
from libs.common.schemas import error_responses
from services.auth.accounts.errors import AccountNotFound, TooManySignIns
from services.auth.brakes.errors import TooManyAttempts
from services.auth.deps import ChangeOfPassword, Reset
from services.auth.one_time_tokens.errors import LINK_ERRORS
from services.auth.one_time_tokens.fields import MailOnItsWay
from services.auth.passwords.errors import (
    CurrentPasswordWrong,
    PasswordNotTaken,
    PasswordUnchanged,
)
from services.auth.passwords.schemas import (
    RESET_ASKED,
    ChangePassword,
    ConfirmReset,
    ResetPassword,
)

router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"])


@router.post(
    "/reset-password",
    status_code=202,
    responses=error_responses(MalformedRequest, InvalidFields),
)
async def reset_password(body: ResetPassword, reset: Reset) -> MailOnItsWay:
    """Mails a link for a new password, valid for an hour, if there is such an account.

    The answer is the same whether or not there is one. At most one mail a minute and
    five a day are sent; asking more often changes nothing."""
    await reset.ask(body.email)
    return RESET_ASKED


@router.post(
    "/reset-password/confirm",
    status_code=204,
    responses=error_responses(
        MalformedRequest,
        InvalidFields,
        *LINK_ERRORS,
        PasswordNotTaken,
        TooManySignIns,
    ),
)
async def confirm_reset(body: ConfirmReset, reset: Reset) -> None:
    """Sets a new password with the token of a mailed link, which works once.

    All sessions end; the owner is told by mail. If the account's address was never
    confirmed before, its API keys and webhook endpoints go too."""
    await reset.confirm(body.token, body.password)


@router.post(
    "/change-password",
    status_code=204,
    responses=error_responses(
        MalformedRequest,
        IdentityNotValid,
        SessionRequired,
        ScopeMissing,
        AccountNotFound,
        InvalidFields,
        CurrentPasswordWrong,
        PasswordNotTaken,
        PasswordUnchanged,
        TooManyAttempts,
        TooManySignIns,
    ),
)
async def change_password(
    body: ChangePassword,
    identity: Annotated[Identity, Depends(require_session("accounts:write"))],
    change: ChangeOfPassword,
) -> None:
    """Changes the caller's password; asks for the present one.

    All other sessions end; the owner is told by mail."""
    await change.change(
        identity.user_id,
        body.current_password,
        body.new_password,
        session_id=identity.session_id,
    )

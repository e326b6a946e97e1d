"""Verifying an e-mail address, and changing it."""

from typing import Annotated

from fastapi import APIRouter, Depends

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
from libs.common.schemas import error_responses
from services.auth.accounts.errors import (
    AccountNotFound,
    EmailAlreadyRegistered,
    TooManySignIns,
)
from services.auth.brakes.errors import TooManyAttempts
from services.auth.deps import ChangeOfEmail, Verification
from services.auth.emails.errors import EmailAlreadyVerified, EmailUnchanged
from services.auth.emails.schemas import ChangeEmail, VerifyEmail
from services.auth.one_time_tokens.errors import LINK_ERRORS, TooManyMails
from services.auth.one_time_tokens.fields import MailOnItsWay
from services.auth.passwords.errors import CurrentPasswordWrong

router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"])

Writer = Annotated[Identity, Depends(require("accounts:write"))]
Person = Annotated[Identity, Depends(require_session("accounts:write"))]


@router.post(
    "/verify-email",
    status_code=204,
    responses=error_responses(
        MalformedRequest,
        InvalidFields,
        *LINK_ERRORS,
        EmailAlreadyRegistered,
    ),
)
async def verify_email(
    body: VerifyEmail, session: WriteDatabase, verification: Verification
) -> None:
    """Takes the token of a mailed link, which works once.

    The address is verified; or, if the link was for a change, becomes the account's
    address. Nobody needs to be signed in."""
    await verification.verify(session, body.token)


@router.post(
    "/verify-email/resend",
    status_code=202,
    responses=error_responses(
        IdentityNotValid,
        ScopeMissing,
        AccountNotFound,
        EmailAlreadyVerified,
        TooManyMails,
    ),
)
async def resend_verification(
    identity: Writer, session: WriteDatabase, verification: Verification
) -> MailOnItsWay:
    """Mails another link, valid for 48 hours; the one before ends.

    At most one a minute, and five a day, the mail of the sign-up included."""
    await verification.start_again(session, identity.user_id)
    return MailOnItsWay(message="A mail with a link is on its way.")


@router.post(
    "/change-email",
    status_code=202,
    responses=error_responses(
        MalformedRequest,
        IdentityNotValid,
        SessionRequired,
        ScopeMissing,
        AccountNotFound,
        InvalidFields,
        CurrentPasswordWrong,
        EmailUnchanged,
        TooManyMails,
        TooManyAttempts,
        TooManySignIns,
    ),
)
async def change_email(
    body: ChangeEmail, identity: Person, change: ChangeOfEmail
) -> MailOnItsWay:
    """Mails a link, valid for 48 hours, to the new address, and tells the old one.

    The address changes when the link is opened. The answer is the same whether or not
    the new address has an account of its own. At most one a minute, and five a day."""
    await change.ask(identity.user_id, body.current_password, body.email)
    return MailOnItsWay(message="A mail with a link is on its way to the new address.")

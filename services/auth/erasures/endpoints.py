"""Leaving: erasing the account, and the receipt for it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from libs.common.dependencies import ReadDatabase
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
from services.auth.deps import Cookie, Erasures
from services.auth.erasures.errors import ReceiptNotFound, WrongPassword
from services.auth.erasures.receipts import read_receipt
from services.auth.erasures.schemas import EraseAccount, ErasureBegunRead, ReceiptRead

router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"])

ReceiptToken = Annotated[
    str, Path(max_length=200, description="`receipt_token` of the erasure")
]


@router.delete(
    "/me",
    status_code=202,
    responses=error_responses(
        MalformedRequest,
        IdentityNotValid,
        ScopeMissing,
        SessionRequired,
        AccountNotFound,
        InvalidFields,
        WrongPassword,
        TooManyAttempts,
        TooManySignIns,
    ),
)
async def erase_account(
    confirmation: EraseAccount,
    identity: Annotated[Identity, Depends(require_session("accounts:write"))],
    erasures: Erasures,
    cookie: Cookie,
) -> ErasureBegunRead:
    """Erases the caller's account and all that is held about them, in every service.

    At once all sessions end and nobody can sign in any more; the rest follows within a
    minute. It cannot be stopped or taken back. Asks for the password; an API key cannot
    do it. The receipt says when each service is done."""
    begun = await erasures.erase(identity.user_id, confirmation.password)
    cookie.clear()
    return begun


@router.get("/erasures/{token}", responses=error_responses(ReceiptNotFound))
async def read_erasure(token: ReceiptToken, session: ReadDatabase) -> ReceiptRead:
    """The receipt of an erased account: which services are done, and what it was.

    Needs no account, only the token. Kept for a year; holds no personal data."""
    return await read_receipt(session, token)

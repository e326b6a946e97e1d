"""Signing up, signing in, one's own profile."""

from typing import Annotated

from fastapi import APIRouter, Depends

from libs.common.errors import InvalidFields, MalformedRequest
from libs.common.identity import Identity, IdentityNotValid, ScopeMissing, require
from libs.common.schemas import error_responses
from services.auth.accounts.errors import (
    AccountNotFound,
    EmailAlreadyRegistered,
    TooManySignIns,
    WrongCredentials,
)
from services.auth.accounts.models import User
from services.auth.accounts.schemas import LogIn, SignUp, UserRead, UserUpdate
from services.auth.brakes.errors import TooManyAttempts
from services.auth.deps import Accounts, Cookie, Profiles, Users
from services.auth.passwords.errors import PasswordNotTaken
from services.auth.sessions.schemas import SignedInRead

router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"])
profile_router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"])


@router.post(
    "/signup",
    status_code=201,
    responses=error_responses(
        MalformedRequest,
        EmailAlreadyRegistered,
        InvalidFields,
        PasswordNotTaken,
        TooManySignIns,
    ),
)
async def sign_up(details: SignUp, accounts: Accounts, cookie: Cookie) -> SignedInRead:
    """Makes an account and signs in to it.

    A mail asks to confirm the address; nothing waits for that."""
    return cookie.deliver(await accounts.sign_up(details), details.refresh_token_in)


@router.post(
    "/login",
    responses=error_responses(
        MalformedRequest,
        WrongCredentials,
        InvalidFields,
        TooManyAttempts,
        TooManySignIns,
    ),
)
async def log_in(
    credentials: LogIn, accounts: Accounts, cookie: Cookie
) -> SignedInRead:
    """Signs in with e-mail address and password.

    After five wrong passwords for an address there is a wait before each further
    attempt, from a second to a quarter of an hour, whether or not it has an account."""
    signed_in = await accounts.log_in(credentials)
    return cookie.deliver(signed_in, credentials.refresh_token_in)


@profile_router.get(
    "/me",
    response_model=UserRead,
    responses=error_responses(IdentityNotValid, ScopeMissing, AccountNotFound),
)
async def read_me(
    identity: Annotated[Identity, Depends(require("accounts:read"))], users: Users
) -> User:
    """The caller's own account."""
    return await users.get(identity.user_id)


@profile_router.patch(
    "/me",
    response_model=UserRead,
    responses=error_responses(
        MalformedRequest, IdentityNotValid, ScopeMissing, AccountNotFound, InvalidFields
    ),
)
async def update_me(
    changes: UserUpdate,
    identity: Annotated[Identity, Depends(require("accounts:write"))],
    profiles: Profiles,
) -> User:
    """Changes what is given of the caller's profile; null clears a name."""
    return await profiles.update(identity.user_id, changes)

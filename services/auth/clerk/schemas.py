"""Bodies of accounts that are at Clerk."""

from typing import Annotated, Literal

from pydantic import Field

from libs.common.schemas import RequestSchema, Schema
from services.auth.accounts.fields import (
    EmailAddress,
    LanguageTag,
    PersonOrCompanyName,
    TimezoneName,
)
from services.auth.accounts.schemas import UserRead
from services.auth.one_time_tokens.fields import MailedToken

_LONGEST_PASSWORD = 200

ClerkPassword = Annotated[
    str,
    Field(
        min_length=1,
        max_length=_LONGEST_PASSWORD,
        description="At least 8 characters, none known to be stolen",
    ),
]


class ClerkSignUp(RequestSchema):
    """A new account. Clerk's own rules decide which passwords are taken."""

    email: EmailAddress
    password: ClerkPassword
    full_name: PersonOrCompanyName | None = None
    company_name: PersonOrCompanyName | None = None
    timezone: TimezoneName = "UTC"
    language: LanguageTag = "en"


class ClerkConfirmReset(RequestSchema):
    """The new password, and the right to set it."""

    token: MailedToken
    password: ClerkPassword


class AccountRead(Schema):
    """An account whose tokens come from Clerk alone."""

    user: UserRead


class WebhookTaken(Schema):
    """A genuine webhook was stored; what it says is done afterwards."""

    outcome: Literal["stored", "known"] = Field(
        description="`known`: it was delivered before"
    )

"""Bodies of sign-up, sign-in and the profile."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from libs.common.identity import Role
from libs.common.schemas import RequestSchema, Schema
from services.auth.accounts.fields import (
    EmailAddress,
    LanguageTag,
    PersonOrCompanyName,
    TimezoneName,
)
from services.auth.passwords.schemas import GivenPassword, NewPassword

RefreshTokenPlace = Literal["cookie", "body"]

_PLACE = (
    "Where the refresh token goes: an HttpOnly cookie for browsers, or the body for "
    "programs"
)


class SignUp(RequestSchema):
    """A new account."""

    email: EmailAddress
    password: NewPassword
    full_name: PersonOrCompanyName | None = None
    company_name: PersonOrCompanyName | None = None
    timezone: TimezoneName = "UTC"
    language: LanguageTag = "en"
    refresh_token_in: RefreshTokenPlace = Field("cookie", description=_PLACE)


class LogIn(RequestSchema):
    """E-mail address and password of an account."""

    email: EmailAddress
    password: GivenPassword
    refresh_token_in: RefreshTokenPlace = Field("cookie", description=_PLACE)


class UserUpdate(RequestSchema):
    """What is to change; what is left out stays."""

    full_name: PersonOrCompanyName | None = Field(None, description="null clears it")
    company_name: PersonOrCompanyName | None = Field(None, description="null clears it")
    # Never read when left out, and no default that the API's description would show.
    timezone: TimezoneName = Field(default_factory=str)
    language: LanguageTag = Field(default_factory=str)


class UserRead(Schema):
    """An account, as its owner sees it."""

    id: UUID = Field(description="Also the id of the user's workspace")
    email: str | None = Field(
        description="Normalised: lower case. null where none is known"
    )
    email_verified: bool = Field(
        description="Whether the address is known to be theirs"
    )
    full_name: str | None = Field(description="As the user wrote it")
    company_name: str | None = Field(description="As the user wrote it")
    profile_image: str | None = Field(description="URL of a picture")
    timezone: str = Field(description="IANA name; days and calendars are in it")
    language: str = Field(description="Language of texts written for the user")
    role: Role = Field(description="`admin` may see and repair what belongs to all")
    created_at: datetime = Field(description="When the account was made, UTC")

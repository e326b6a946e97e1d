"""Bodies of sessions and tokens."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from libs.common.schemas import RequestSchema, Schema
from services.auth.accounts.schemas import UserRead


class RefreshRequest(RequestSchema):
    """A program's refresh token; browsers send none and have their cookie."""

    refresh_token: str | None = Field(
        None, min_length=1, max_length=200, description="null: the cookie is used"
    )


class SignedInRead(Schema):
    """Someone who is signed in, and the tokens to stay so."""

    user: UserRead
    access_token: str = Field(description="JWT for `Authorization: Bearer`")
    token_type: Literal["bearer"] = Field(description="How to send the access token")
    expires_in: int = Field(description="Seconds until the access token is over")
    refresh_token: str | None = Field(
        description="null where it went into the cookie; each can be used once"
    )


class SessionRead(Schema):
    """One sign-in of the caller that goes on."""

    id: UUID = Field(description="For ending it")
    created_at: datetime = Field(description="When it was signed in, UTC")
    last_used_at: datetime = Field(
        description="When it was carried on last, to some ten minutes, UTC"
    )
    expires_at: datetime = Field(description="When it is over if not used again, UTC")
    address: str | None = Field(
        description="The network of its last use, `203.0.113.0/24`, never the address"
    )
    device: str | None = Field(description="Such as `Firefox on Linux`")
    is_current: bool = Field(description="Whether this request belongs to it")

"""Bodies of sessions and tokens."""

from typing import Literal

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

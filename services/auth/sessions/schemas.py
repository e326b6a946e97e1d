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


class EndedSessionRead(Schema):
    """A session whose access tokens are to be refused."""

    session_id: UUID
    until: datetime = Field(description="When its last access token is over, UTC")


class EndedSessionList(Schema):
    """All sessions that ended within the lifetime of an access token."""

    items: list[EndedSessionRead]

"""Bodies of API keys."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field
from pydantic_core import PydanticCustomError

from libs.common.contracts.scopes import Scope
from libs.common.schemas import RequestSchema, Schema
from services.auth.accounts.fields import PersonOrCompanyName


def _distinct(scopes: list[Scope]) -> list[Scope]:
    return sorted(set(scopes))


def _not_blank(name: str | None) -> str:
    if not name:
        message = "Give the key a name by which you will know it."
        raise PydanticCustomError("blank", message)
    return name


class ApiKeyCreate(RequestSchema):
    """A key to be made."""

    name: Annotated[PersonOrCompanyName, AfterValidator(_not_blank)] = Field(
        description="What it is for, so that you know it again; up to 200 characters"
    )
    scopes: Annotated[list[Scope], AfterValidator(_distinct)] = Field(
        min_length=1, max_length=50, description="What it may do; see `/scopes`"
    )
    expires_at: AwareDatetime | None = Field(
        None, description="When it ends by itself; null: never"
    )


class ApiKeyRead(Schema):
    """An API key, as its owner sees it: all but the key."""

    id: UUID
    name: str = Field(description="As its owner named it")
    prefix: str = Field(description="How the key begins: `ps_live_`")
    last_four: str = Field(description="The last four characters of the key")
    scopes: list[str] = Field(description="What it may do, e.g. `analysis:read`")
    created_at: datetime
    expires_at: datetime | None = Field(
        description="When it ends by itself, UTC; null: never"
    )
    last_used_at: datetime | None = Field(
        description="UTC, to the minute or so; null: not yet"
    )
    is_expired: bool = Field(description="Its time is over; it can only be removed")


class ApiKeyCreated(ApiKeyRead):
    """A new API key, with the key itself, which is shown this once."""

    key: str = Field(description="`ps_live_` and 36 characters. Keep it now")


class ScopeRead(Schema):
    """A scope that a key can have."""

    scope: Scope = Field(description="Its name, e.g. `analysis:write`")
    description: str = Field(description="What it allows, in English")


class ScopeList(Schema):
    """All scopes there are."""

    items: list[ScopeRead] = Field(description="By name")


class KnownApiKey(Schema):
    """What a gateway has to know of a key that is valid."""

    api_key_id: UUID
    user_id: UUID
    owner_id: UUID
    scopes: list[str]
    expires_at: datetime | None

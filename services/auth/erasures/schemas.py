"""Bodies of erasing an account."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from libs.common.schemas import RequestSchema, Schema
from services.auth.passwords.rules import MAX_LENGTH


class EraseAccount(RequestSchema):
    """The confirmation that the whole account is to be erased."""

    password: str | None = Field(
        None,
        min_length=1,
        max_length=MAX_LENGTH,
        description="The account's password; null where an outside provider signs in",
    )


class ErasureBegunRead(Schema):
    """An erasure that has begun. It cannot be stopped."""

    erasure_id: UUID = Field(description="Names the erasure; says nothing of the user")
    receipt_token: str = Field(description="Secret; shown once. Opens the receipt")
    receipt_url: str = Field(description="Path under which the receipt can be read")
    requested_at: datetime = Field(description="When it began, UTC")
    message: str = Field(description="What happens now, for a person")


class ErasedPartRead(Schema):
    """How far one service is."""

    service: str = Field(description="Name of the service")
    state: Literal["waiting", "done"] = Field(description="`done`: nothing is left")
    erased_at: datetime | None = Field(description="When it was done, UTC")
    counts: dict[str, int] = Field(description="Rows and files erased, by kind")


class ReceiptRead(Schema):
    """What was erased, and when. Holds nothing of the person."""

    erasure_id: UUID = Field(description="As told when it began")
    state: Literal["running", "done"] = Field(description="`done`: in every service")
    requested_at: datetime = Field(description="When it began, UTC")
    completed_at: datetime | None = Field(description="When all was erased, UTC")
    services: list[ErasedPartRead] = Field(description="Each service, in fixed order")

"""What analytics is told: which requests the services answered."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from libs.common.contracts.base import Contract
from libs.common.schemas import reject_nul

MAX_ENTRIES = 1000
MAX_ENDPOINT = 200
MAX_USER_AGENT = 400
MAX_ADDRESS = 45

Text = Annotated[str, AfterValidator(reject_nul)]


class AccessLogEntry(Contract):
    """One answered request. `endpoint` is the route's template, never the raw path.

    `id` is made by the sender, so that a batch sent twice is stored once.
    `response_time_ms` runs until the first byte of the answer."""

    id: UUID
    at: AwareDatetime
    endpoint: Text = Field(max_length=MAX_ENDPOINT)
    method: Text = Field(max_length=20)
    status_code: int = Field(ge=100, le=599)
    response_time_ms: float = Field(ge=0)
    ip_address: Text | None = Field(None, max_length=MAX_ADDRESS)
    user_agent: Text | None = Field(None, max_length=MAX_USER_AGENT)
    user_id: UUID | None = None
    request_id: Text = Field("", max_length=64)


class StoreAccessLogs(Contract):
    """Requests that the asking service answered, in any order."""

    entries: list[AccessLogEntry] = Field(min_length=1, max_length=MAX_ENTRIES)


class AccessLogsStored(Contract):
    """How many of the entries are new; the others were stored before."""

    stored: int

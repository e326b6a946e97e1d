"""What analysis' worker asks of itself about requests."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from libs.common.contracts.base import Message


class PurgeDeletedRequests(Message):
    """Remove for good what was deleted long enough ago."""

    name: ClassVar[str] = "analysis.requests.purge_deleted_requests"
    owner: ClassVar[str] = "analysis"


class CountLateCost(Message):
    """Add to a request's cost what a step costs that it has gone on without.

    `call_id` is the call that was waited for, until `given_up_at`."""

    name: ClassVar[str] = "analysis.requests.count_late_cost"
    owner: ClassVar[str] = "analysis"

    request_id: UUID
    owner_id: UUID
    call_id: UUID
    given_up_at: datetime

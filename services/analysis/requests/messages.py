"""What analysis' worker asks of itself about requests."""

from typing import ClassVar

from libs.common.contracts.base import Message


class PurgeDeletedRequests(Message):
    """Remove for good what was deleted long enough ago."""

    name: ClassVar[str] = "analysis.requests.purge_deleted_requests"
    owner: ClassVar[str] = "analysis"

"""Requests that their owner deletes, and takes back."""

from datetime import timedelta
from uuid import UUID

from libs.common.clock import Clock
from libs.common.db.session import WriteSession
from services.analysis.requests.errors import (
    AnalysisRequestNotFound,
    RequestStillRunning,
)
from services.analysis.requests.reading import RequestReader
from services.analysis.requests.repository import RequestRepository
from services.analysis.requests.schemas import RequestSummaryRead
from services.analysis.requests.states import OPEN_STATUSES

KEPT = timedelta(days=30)
"""How long a deleted request can be taken back."""


class RequestRemoval:
    """Deletes and restores; both may be asked twice."""

    def __init__(self, session: WriteSession, clock: Clock) -> None:
        self._clock = clock
        self._requests = RequestRepository(session)
        self._reader = RequestReader(session)

    async def delete(self, owner_id: UUID, request_id: UUID) -> None:
        """Takes the request out of sight; again, it changes nothing.

        Raises AnalysisRequestNotFound, RequestStillRunning."""
        request = await self._requests.get_removable(owner_id, request_id)
        if request.status in OPEN_STATUSES:
            raise RequestStillRunning
        if request.deleted_at is None:
            request.deleted_at = self._clock.now()

    async def restore(self, owner_id: UUID, request_id: UUID) -> RequestSummaryRead:
        """Brings it back within 30 days; one that is there stays as it is.

        Raises AnalysisRequestNotFound."""
        request = await self._requests.get_removable(owner_id, request_id)
        if request.deleted_at is not None:
            if request.deleted_at <= self._clock.now() - KEPT:
                raise AnalysisRequestNotFound
            request.deleted_at = None
        return await self._reader.summarise(request)

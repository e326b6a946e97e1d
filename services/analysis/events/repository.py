"""What the progress streams read. Who may see it was decided when they opened."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from libs.common.db.session import ReadSession
from services.analysis.requests.models import AnalysisStatusHistory, PostAnalysisRequest
from services.analysis.requests.repository import RequestRepository
from services.analysis.requests.states import RequestStatus


class FeedRepository:
    """Status rows as they come."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def read(
        self, request_id: UUID, after_seq: int
    ) -> tuple[Sequence[AnalysisStatusHistory], RequestStatus]:
        """The rows after `after_seq`, oldest first, and where the request stands."""
        requests = RequestRepository(self._session)
        # The status first: rows that commit after it are then read, none is missed.
        status = await requests.get_status(request_id)
        return await requests.list_statuses(request_id, after_seq), status

    async def find_positions(
        self, request_ids: Collection[UUID]
    ) -> dict[UUID, tuple[int, RequestStatus]]:
        """The newest `seq` of each request, and where it stands."""
        request = PostAnalysisRequest
        statement = select(request.id, request.last_seq, request.status).where(
            request.id.in_(request_ids)
        )
        rows = await self._session.execute(statement)
        return {row.id: (row.last_seq, row.status) for row in rows}

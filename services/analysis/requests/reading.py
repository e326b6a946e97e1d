"""Reads of requests."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.pagination import PageRequest
from libs.common.schemas import Page
from services.analysis.analyses.repository import AnalysisRepository
from services.analysis.owners.repository import OwnerRepository
from services.analysis.requests.filtering import RequestFilter
from services.analysis.requests.models import PostAnalysisRequest
from services.analysis.requests.presenting import present_request, present_summary
from services.analysis.requests.repository import RequestRepository
from services.analysis.requests.schemas import RequestRead, RequestSummaryRead


class RequestReader:
    """What an owner may see of his requests."""

    def __init__(self, session: AsyncSession) -> None:
        self._requests = RequestRepository(session)
        self._analyses = AnalysisRepository(session)
        self._owners = OwnerRepository(session)

    async def get(self, owner_id: UUID, request_id: UUID) -> RequestRead:
        """A request with posts, results and history. Raises AnalysisRequestNotFound."""
        request = await self._requests.get(owner_id, request_id)
        return present_request(
            request,
            await self._requests.list_posts(request_id),
            await self._analyses.list_of_request(request_id),
            await self._requests.list_statuses(request_id),
        )

    async def summarise(self, request: PostAnalysisRequest) -> RequestSummaryRead:
        """One request as a list shows it."""
        counts = await self._requests.count_posts([request.id])
        return present_summary(request, counts[request.id])

    async def list_page(
        self, owner_id: UUID, page: PageRequest, wanted: RequestFilter
    ) -> Page[RequestSummaryRead]:
        """The owner's requests that are wanted, newest first."""
        timezone, _ = await self._owners.find_locale(owner_id)
        found = await self._requests.list_owned(owner_id, page, wanted, timezone)
        counts = await self._requests.count_posts([row.id for row in found.items])
        items: list[Any] = [present_summary(r, counts[r.id]) for r in found.items]
        return Page(items=items, next_cursor=found.next_cursor)

"""Queries of requests, their posts and their status history."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, or_, select, update

from libs.common.db.locks import free_ones
from libs.common.db.repository import Repository, RowPage
from libs.common.pagination import PageRequest
from services.analysis.requests.errors import AnalysisRequestNotFound
from services.analysis.requests.filtering import RequestFilter
from services.analysis.requests.models import (
    AnalysisStatusHistory,
    PostAnalysisRequest,
    RequestPost,
)
from services.analysis.requests.schemas import RequestCounts
from services.analysis.requests.states import PostState, RequestStatus, Stage

_MAX_STATUS_ROWS = 10_000


class RequestRepository(Repository[PostAnalysisRequest]):
    """Requests. What a user asks for goes through `owned`."""

    model = PostAnalysisRequest
    not_found = AnalysisRequestNotFound

    def owned(self, owner_id: UUID) -> Select[PostAnalysisRequest]:
        """The requests of one owner, without those deleted."""
        return self.statement().where(
            PostAnalysisRequest.owner_id == owner_id,
            PostAnalysisRequest.deleted_at.is_(None),
        )

    async def find(
        self, owner_id: UUID, request_id: UUID
    ) -> PostAnalysisRequest | None:
        """The owner's request, deleted or not; None if there is none."""
        return await self.find_one(self._one_of(owner_id, request_id))

    async def get(self, owner_id: UUID, request_id: UUID) -> PostAnalysisRequest:
        """The owner's request. Raises AnalysisRequestNotFound."""
        statement = self.owned(owner_id).where(PostAnalysisRequest.id == request_id)
        return await self.get_one(statement)

    async def get_locked(self, owner_id: UUID, request_id: UUID) -> PostAnalysisRequest:
        """As `get`, and nobody else changes it until the transaction ends."""
        statement = self.owned(owner_id).where(PostAnalysisRequest.id == request_id)
        return await self.get_one(statement.with_for_update())

    async def get_removable(
        self, owner_id: UUID, request_id: UUID
    ) -> PostAnalysisRequest:
        """As `get_locked`, also one that was deleted."""
        statement = self._one_of(owner_id, request_id)
        return await self.get_one(statement.with_for_update())

    async def add_costs(
        self, request_id: UUID, *, cost_micro_usd: int, outside_calls: int
    ) -> None:
        """Adds to what a request has cost, if it is still there."""
        await self.session.execute(
            update(PostAnalysisRequest)
            .where(PostAnalysisRequest.id == request_id)
            .values(
                cost_micro_usd=PostAnalysisRequest.cost_micro_usd + cost_micro_usd,
                total_api_calls=PostAnalysisRequest.total_api_calls + outside_calls,
            )
            .execution_options(synchronize_session=False)
        )

    async def lock(self, request_id: UUID) -> PostAnalysisRequest:
        """For the pipeline, which acts for the owner: the request, locked."""
        statement = self.statement().where(PostAnalysisRequest.id == request_id)
        return await self.get_one(statement.with_for_update())

    async def get_status(self, request_id: UUID) -> RequestStatus:
        """For the pipeline: where the request stands."""
        statement = select(PostAnalysisRequest.status).where(
            PostAnalysisRequest.id == request_id
        )
        return (await self.session.execute(statement)).scalar_one()

    async def list_owned(
        self, owner_id: UUID, page: PageRequest, wanted: RequestFilter, timezone: str
    ) -> RowPage[PostAnalysisRequest]:
        """The owner's requests that are wanted, newest first; days in `timezone`."""
        statement = _only(self.owned(owner_id), wanted, timezone)
        return await self.list_page(statement, page, newest_first=True)

    async def purge(self, before: datetime, *, limit: int) -> int:
        """Deletes for good at most `limit` of those deleted until then; how many.

        What belongs to them goes with them."""
        gone = (
            select(PostAnalysisRequest.id)
            .where(PostAnalysisRequest.deleted_at <= before)
            .limit(limit)
        )
        statement = (
            delete(PostAnalysisRequest)
            .where(PostAnalysisRequest.id.in_(free_ones(gone)))
            .returning(PostAnalysisRequest.id)
        )
        return len((await self.session.scalars(statement)).all())

    async def list_posts(self, request_id: UUID) -> Sequence[RequestPost]:
        """The posts of a request, in the order given."""
        statement = (
            select(RequestPost)
            .where(RequestPost.request_id == request_id)
            .order_by(RequestPost.position)
        )
        return (await self.session.execute(statement)).scalars().all()

    async def count_posts(
        self, request_ids: Sequence[UUID]
    ) -> dict[UUID, RequestCounts]:
        """How many posts each request has, and how they ended."""
        statement = (
            select(RequestPost.request_id, RequestPost.state, func.count())
            .where(RequestPost.request_id.in_(request_ids))
            .group_by(RequestPost.request_id, RequestPost.state)
        )
        counts = {
            request_id: RequestCounts(total=0, done=0, failed=0)
            for request_id in request_ids
        }
        for request_id, state, number in await self.session.execute(statement):
            found = counts[request_id]
            found.total += number if state != PostState.DUPLICATE else 0
            found.done += number if state == PostState.DONE else 0
            found.failed += number if state == PostState.FAILED else 0
        return counts

    async def list_statuses(
        self, request_id: UUID, after_seq: int = 0
    ) -> Sequence[AnalysisStatusHistory]:
        """The status rows after `after_seq`, oldest first.

        Rows of a request commit in the order of `seq`: it is taken under its lock."""
        statement = (
            select(AnalysisStatusHistory)
            .where(
                AnalysisStatusHistory.request_id == request_id,
                AnalysisStatusHistory.seq > after_seq,
            )
            .order_by(AnalysisStatusHistory.seq)
            .limit(_MAX_STATUS_ROWS)
        )
        return (await self.session.execute(statement)).scalars().all()

    def _one_of(self, owner_id: UUID, request_id: UUID) -> Select[PostAnalysisRequest]:
        return self.statement().where(
            PostAnalysisRequest.owner_id == owner_id,
            PostAnalysisRequest.id == request_id,
        )


def _only(
    statement: Select[PostAnalysisRequest], wanted: RequestFilter, timezone: str
) -> Select[PostAnalysisRequest]:
    row = PostAnalysisRequest
    for word in wanted.words:
        # Not LIKE: it costs as little as the comparison of owners to the planner, which
        # then may look through everybody's texts first.
        statement = statement.where(func.strpos(row.search_text, word) > 0)
    if wanted.statuses or wanted.takes_partial:
        in_part = and_(
            row.status == RequestStatus.COMPLETED, row.stage == Stage.PARTIAL_SUCCESS
        )
        states = [row.status.in_(wanted.statuses)] if wanted.statuses else []
        partial = [in_part] if wanted.takes_partial else []
        statement = statement.where(or_(*states, *partial))
    if wanted.platforms:
        statement = statement.where(row.platforms.overlap(list(wanted.platforms)))
    since, until = wanted.span(timezone)
    if since:
        statement = statement.where(row.created_at >= since)
    if until:
        statement = statement.where(row.created_at < until)
    return statement

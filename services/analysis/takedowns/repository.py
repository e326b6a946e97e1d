"""What analyses hold of a post, whoever asked for them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.analysis.analyses.models import PostAnalysis
from services.analysis.requests.models import PostAnalysisRequest, RequestPost
from services.analysis.requests.states import PostState
from services.analysis.takedowns.models import TakenDownPost


class TakedownRepository:
    """Finds and erases it."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def note(self, post_ids: Sequence[UUID], at: datetime) -> None:
        """From now on no verdict on these is taken in."""
        rows = [{"post_id": post_id, "taken_down_at": at} for post_id in post_ids]
        if rows:
            await self._session.execute(
                insert(TakenDownPost).values(rows).on_conflict_do_nothing()
            )

    async def is_down(self, post_id: UUID | None) -> bool:
        """Whether the post was taken down."""
        statement = select(TakenDownPost.post_id).where(
            TakenDownPost.post_id == post_id
        )
        return await self._session.scalar(statement) is not None

    async def lock_requests(
        self, post_ids: Sequence[UUID]
    ) -> Sequence[PostAnalysisRequest]:
        """The requests that these posts are of, in one order; nobody else changes them
        until the transaction ends."""
        theirs = select(RequestPost.request_id).where(RequestPost.post_id.in_(post_ids))
        statement = (
            select(PostAnalysisRequest)
            .where(PostAnalysisRequest.id.in_(theirs))
            .order_by(PostAnalysisRequest.id)
            .with_for_update()
        )
        return (await self._session.scalars(statement)).all()

    async def erase_verdicts(self, post_ids: Sequence[UUID], message: str) -> None:
        """Deletes the verdicts on these posts; what requests know of them is told to be
        gone, in these words."""
        await self._session.execute(
            delete(PostAnalysis).where(PostAnalysis.post_id.in_(post_ids))
        )
        await self._session.execute(
            update(RequestPost)
            .where(
                RequestPost.post_id.in_(post_ids),
                RequestPost.state != PostState.DUPLICATE,
            )
            .values(
                state=PostState.FAILED,
                reason="not_found",
                message=message,
                title=None,
                is_visible=False,
                analysis_id=None,
                outlier_multiple=None,
                band=None,
            )
            .execution_options(synchronize_session=False)
        )

    async def list_citing(
        self, post_ids: Sequence[UUID], *, after: UUID, limit: int
    ) -> Sequence[PostAnalysis]:
        """Verdicts on other posts that name one of these among the comparable ones,
        some at a time, by their ids."""
        row = PostAnalysis
        # All evidence is looked through: this is asked seldom, and by operators.
        names_one = or_(
            *(
                row.evidence.contains({"others": [{"post_id": str(post_id)}]})
                for post_id in post_ids
            )
        )
        statement = select(row).where(row.id > after, names_one).order_by(row.id)
        return (await self._session.scalars(statement.limit(limit))).all()

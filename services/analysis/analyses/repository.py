"""Queries of post analyses."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from libs.common.db.repository import Repository
from services.analysis.analyses.models import PostAnalysis
from services.analysis.analyses.schemas import PostResultRead
from services.analysis.requests.models import PostAnalysisRequest, RequestPost


class AnalysisRepository(Repository[PostAnalysis]):
    """Results per post."""

    model = PostAnalysis

    async def list_of_request(self, request_id: UUID) -> Sequence[PostAnalysis]:
        """The results of a request (whose owner was checked), in the posts' order."""
        statement = (
            self.statement()
            .where(PostAnalysis.request_id == request_id)
            .order_by(PostAnalysis.position)
        )
        return await self.list_all(statement)

    async def list_newest(
        self, owner_id: UUID, post_ids: Sequence[UUID]
    ) -> dict[UUID, PostResultRead]:
        """The owner's newest result of each post that has one, by post."""
        row, post = PostAnalysis, RequestPost
        statement = (
            select(
                row.post_id,
                row.request_id,
                row.position,
                row.created_at.label("analysed_at"),
                post.outlier_multiple,
                post.band,
            )
            .join(PostAnalysisRequest, PostAnalysisRequest.id == row.request_id)
            .join(
                post,
                (post.request_id == row.request_id) & (post.position == row.position),
            )
            .where(
                row.owner_id == owner_id,
                row.post_id.in_(post_ids),
                PostAnalysisRequest.deleted_at.is_(None),
            )
            .ext(distinct_on(row.post_id))
            .order_by(row.post_id, row.created_at.desc(), row.id.desc())
        )
        rows = await self.session.execute(statement)
        return {found.post_id: PostResultRead.model_validate(found) for found in rows}

"""Routes of results per post."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from libs.common.errors import NotAuthenticated
from libs.common.schemas import Page, error_responses
from services.analysis.analyses.schemas import PostResultRead
from services.analysis.deps import Reader, Results

router = APIRouter(prefix="/api/v1/analysis", tags=["analysis"])

PostIds = Annotated[
    list[UUID], Query(min_length=1, max_length=100, description="Posts of the library")
]


@router.get("/results", responses=error_responses(NotAuthenticated))
async def list_results(
    post_id: PostIds, caller: Reader, results: Results
) -> Page[PostResultRead]:
    """The newest result of each post, in the order asked; posts without one are left
    out, and so are results of deleted analyses."""
    return await results.list_newest(caller.owner_id, post_id)

"""What other services ask about posts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from libs.common.contracts.social import Baseline, HeldAnswer, HeldQuestion, PostDetail
from libs.common.identity import require_service
from services.social.deps import (
    BaselinesOfOwner,
    HeldPostsOfAnyone,
    PostsOfOwner,
)

router = APIRouter(
    prefix="/internal/social/posts",
    tags=["internal"],
    include_in_schema=False,
    dependencies=[Depends(require_service("analysis", "insights"))],
)


@router.post("/held")
async def check_held(question: HeldQuestion, held: HeldPostsOfAnyone) -> HeldAnswer:
    """Which of these posts need no outside call for this owner."""
    return await held.check(question)


@router.get("/{post_id}")
async def read_post_detail(post_id: UUID, posts: PostsOfOwner) -> PostDetail:
    """One post as its owner sees it."""
    return await posts.read_detail(post_id)


@router.get("/{post_id}/baseline")
async def read_baseline(
    post_id: UUID,
    baselines: BaselinesOfOwner,
    limit: Annotated[int, Query(ge=1, le=1000)] = 1000,
) -> Baseline:
    """The creator's other posts that this one is compared with."""
    return await baselines.read_baseline(post_id, limit)

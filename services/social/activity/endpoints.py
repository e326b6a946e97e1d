"""What you did with posts, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from libs.common.pagination import CursorNotValid, PageParameters
from libs.common.schemas import Page, error_responses
from services.social.activity.models import ActivityKind
from services.social.activity.schemas import ActivityRead
from services.social.deps import Activity

router = APIRouter(prefix="/api/v1/social", tags=["social activity"])


@router.get("/activity", responses=error_responses(CursorNotValid))
async def list_activity(
    activity: Activity,
    page: PageParameters,
    kind: Annotated[
        list[ActivityKind],
        Query(max_length=10, description="Only these; may be repeated"),
    ] = [],  # noqa: B006 - FastAPI's way to say: none
    post_id: Annotated[
        UUID | None, Query(description="Only what was done with this post")
    ] = None,
) -> Page[ActivityRead]:
    """What you looked at, had analysed, saved and exported, done last first.

    Looking at a post shows here about a second later."""
    return await activity.list_page(page, kind, post_id)

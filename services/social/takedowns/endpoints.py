"""Taking posts down, for operators."""

from uuid import UUID

from fastapi import APIRouter

from libs.common.errors import Forbidden, NotAuthenticated
from libs.common.pagination import CursorNotValid, PageParameters
from libs.common.schemas import Page, error_responses
from services.social.deps import Takedowns
from services.social.takedowns.errors import (
    InventedPostStays,
    PostNotNamed,
    PostTakenDownBefore,
    TakedownNotFound,
)
from services.social.takedowns.schemas import TakedownCreate, TakedownRead

router = APIRouter(
    prefix="/api/v1/social/takedowns",
    tags=["social take-downs"],
    responses=error_responses(NotAuthenticated, Forbidden),
)


@router.post(
    "",
    status_code=201,
    responses=error_responses(PostNotNamed, PostTakenDownBefore, InventedPostStays),
)
async def take_down_post(body: TakedownCreate, takedowns: Takedowns) -> TakedownRead:
    """Take one post down for everybody: the public post and every import of it, with
    media, words, comments, figures over time, and what analyses hold of it.

    It is not collected or imported again until this is lifted. For administrators who
    have signed in. What was erased cannot be brought back."""
    return await takedowns.take_down(body)


@router.get("", responses=error_responses(CursorNotValid))
async def list_takedowns(
    takedowns: Takedowns, page: PageParameters
) -> Page[TakedownRead]:
    """What was taken down, the newest first. For administrators."""
    return await takedowns.list_page(page)


@router.delete(
    "/{takedown_id}", status_code=204, responses=error_responses(TakedownNotFound)
)
async def lift_takedown(takedown_id: UUID, takedowns: Takedowns) -> None:
    """Let a post be collected and imported again. For administrators."""
    await takedowns.lift(takedown_id)

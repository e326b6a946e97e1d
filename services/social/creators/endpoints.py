"""Following accounts over HTTP."""

from uuid import UUID

from fastapi import APIRouter

from libs.common.errors import UpstreamUnavailable
from libs.common.idempotency.route import idempotent_post
from libs.common.pagination import CursorNotValid, PageParameters
from libs.common.schemas import Page, error_responses
from services.social.creators.errors import (
    CreatorAlreadyFollowed,
    CreatorNotValid,
    FollowedCreatorNotFound,
    HandleLimitReached,
    LookedRecently,
    TooManyNewCreators,
)
from services.social.creators.schemas import (
    CreatorFollow,
    FollowedCreatorPage,
    FollowedCreatorRead,
    FollowedCreatorUpdate,
)
from services.social.deps import Followed, Following, Outliers
from services.social.outliers.schemas import OutlierRead

router = APIRouter(prefix="/api/v1/social/creators", tags=["social creators"])


@router.get("/followed", responses=error_responses(CursorNotValid))
async def list_followed(
    followed: Followed, page: PageParameters
) -> FollowedCreatorPage:
    """The creators you follow, those followed last first."""
    return await followed.list_page(page)


@idempotent_post(
    router,
    "/followed",
    status_code=201,
    errors=(
        HandleLimitReached,
        CreatorAlreadyFollowed,
        CreatorNotValid,
        TooManyNewCreators,
        UpstreamUnavailable,
    ),
)
async def follow_creator(
    body: CreatorFollow, following: Following
) -> FollowedCreatorRead:
    """Follow a creator: newest posts come into your library by themselves, and you are
    told of new outliers. How many you may follow is your plan's `max_handles`.

    The first look begins at once; its posts are here some seconds to minutes later."""
    return await following.follow(body)


@router.get("/outliers", responses=error_responses(CursorNotValid))
async def list_outliers(outliers: Outliers, page: PageParameters) -> Page[OutlierRead]:
    """Outliers found among the posts of creators you follow, found last first.

    Each is listed once, from when it reached three times its creator's usual."""
    return await outliers.list_page(page)


@router.get(
    "/followed/{followed_id}", responses=error_responses(FollowedCreatorNotFound)
)
async def read_followed(followed_id: UUID, followed: Followed) -> FollowedCreatorRead:
    """One creator that you follow."""
    return await followed.get(followed_id)


@router.patch(
    "/followed/{followed_id}", responses=error_responses(FollowedCreatorNotFound)
)
async def update_followed(
    followed_id: UUID, body: FollowedCreatorUpdate, following: Following
) -> FollowedCreatorRead:
    """Pause a creator, or go on. A paused one still counts as followed."""
    return await following.set_paused(followed_id, is_paused=body.is_paused)


@router.delete(
    "/followed/{followed_id}",
    status_code=204,
    responses=error_responses(FollowedCreatorNotFound),
)
async def unfollow_creator(followed_id: UUID, following: Following) -> None:
    """Unfollow a creator. Posts that are in your library only because of it leave it;
    those you saved, analysed or imported stay. For 30 days it can be restored."""
    await following.unfollow(followed_id)


@router.post(
    "/followed/{followed_id}/restore",
    responses=error_responses(FollowedCreatorNotFound, HandleLimitReached),
)
async def restore_followed(
    followed_id: UUID, following: Following
) -> FollowedCreatorRead:
    """Follow a creator again that was unfollowed within the last 30 days."""
    return await following.restore(followed_id)


@router.post(
    "/followed/{followed_id}/look",
    status_code=202,
    responses=error_responses(FollowedCreatorNotFound, LookedRecently),
)
async def look_at_creator(
    followed_id: UUID, following: Following
) -> FollowedCreatorRead:
    """Look at a creator's newest posts now, out of turn. Read it again to see when it
    is done: `state` is `looking` meanwhile."""
    return await following.look(followed_id)

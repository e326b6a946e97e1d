"""A followed account as the API tells it. Pure."""

from services.social.creators.models import Creator, FollowedCreator
from services.social.creators.schemas import (
    CreatorFailure,
    CreatorState,
    FollowedCreatorRead,
)
from services.social.library.repository import CreatorFigures


def present(
    followed: FollowedCreator,
    creator: Creator,
    figures: CreatorFigures,
    *,
    is_looking: bool,
) -> FollowedCreatorRead:
    """What an owner is told of an account that he follows."""
    failure = None
    if creator.failure_reason:
        failure = CreatorFailure(
            reason=creator.failure_reason,
            message=creator.failure_message or "",
            in_a_row=creator.failures,
        )
    is_paused = followed.paused_at is not None
    return FollowedCreatorRead(
        id=followed.id,
        platform=creator.platform,
        handle=creator.handle,
        url=creator.url,
        creator_key=creator.creator_key,
        creator_name=creator.creator_name,
        is_invented=creator.is_invented,
        state=_find_state(creator, is_paused=is_paused, is_looking=is_looking),
        is_paused=is_paused,
        followed_at=followed.created_at,
        posts=figures.posts,
        outliers=figures.outliers,
        newest_post_at=figures.newest_at,
        looked_at=creator.looked_at,
        succeeded_at=creator.succeeded_at,
        next_look_at=None if is_paused else creator.next_look_at,
        source=creator.source,
        failure=failure,
    )


def _find_state(creator: Creator, *, is_paused: bool, is_looking: bool) -> CreatorState:
    if is_paused:
        return "paused"
    if is_looking:
        return "looking"
    if creator.failure_reason:
        return "failing"
    return "waiting" if creator.looked_at is None else "watched"

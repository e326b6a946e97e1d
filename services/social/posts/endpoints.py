"""Posts over HTTP."""

from uuid import UUID

from fastapi import APIRouter

from libs.common.schemas import Page, error_responses
from services.social.deps import Posts
from services.social.posts.errors import PostNotFound, RequestHasNoPosts
from services.social.posts.schemas import PostRead, PostWithHistoryRead

router = APIRouter(prefix="/api/v1/social/posts", tags=["social posts"])


@router.get(
    "/analysis/{analysis_request_id}",
    responses=error_responses(RequestHasNoPosts),
)
async def list_posts_of_analysis(
    analysis_request_id: UUID, posts: Posts
) -> Page[PostRead]:
    """The posts of one of your analysis requests, with their media, as they come in."""
    return await posts.list_of_request(analysis_request_id)


@router.get("/{post_id}", responses=error_responses(PostNotFound))
async def read_post(post_id: UUID, posts: Posts) -> PostWithHistoryRead:
    """One post, public or imported by you, with its figures over time."""
    return await posts.read_post(post_id)

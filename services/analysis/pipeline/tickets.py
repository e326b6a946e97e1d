"""What the pipeline knows of its posts between transactions."""

from dataclasses import dataclass
from uuid import UUID

from services.analysis.requests.models import RequestPost
from services.analysis.requests.states import PostState


@dataclass(frozen=True, slots=True)
class PostTicket:
    """What the pipeline needs to know of one post between transactions."""

    position: int
    platform: str
    platform_post_id: str | None
    canonical_url: str
    kind: str | None
    needs_resolve: bool
    state: PostState
    post_id: UUID | None
    wants_baseline: bool
    retries: int


def build_ticket(post: RequestPost) -> PostTicket:
    """A post as it stands now."""
    return PostTicket(
        position=post.position,
        platform=post.platform,
        platform_post_id=post.platform_post_id,
        canonical_url=post.canonical_url,
        kind=post.kind,
        needs_resolve=post.needs_resolve,
        state=post.state,
        post_id=post.post_id,
        wants_baseline=post.wants_baseline,
        retries=post.retries,
    )

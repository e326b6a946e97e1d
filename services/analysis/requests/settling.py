"""Usage: what of an attempt is charged, told to billing in the same transaction."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from libs.common.contracts.billing import SettleUsage
from libs.common.db.session import WriteSession
from libs.common.ids import derived_id
from libs.common.jobs.client import Jobs
from services.analysis.requests.models import PostAnalysisRequest, RequestPost
from services.analysis.requests.states import PostState


def reservation_id(request_id: UUID, attempt: int) -> UUID:
    """The reservation of one attempt; the first one is the request's own id."""
    return request_id if attempt == 0 else derived_id(request_id, "reserve", attempt)


async def settle_attempt(
    jobs: Jobs,
    session: WriteSession,
    request: PostAnalysisRequest,
    posts: Sequence[RequestPost],
) -> None:
    """Charges the posts that this attempt has completed, gives back the others."""
    done = [p for p in posts if p.state == PostState.DONE and not p.is_charged]
    for post in done:
        post.is_charged = True
    reservation = reservation_id(request.id, request.attempt)
    await jobs.send(
        session,
        SettleUsage(
            reservation_id=reservation,
            owner_id=request.owner_id,
            done_by_platform=dict(Counter(post.platform for post in done)),
        ),
        message_id=derived_id(reservation, "settle"),
        owner_id=request.owner_id,
    )

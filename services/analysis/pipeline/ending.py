"""How a request has ended: as its row keeps it, its history tells it, others hear."""

from collections.abc import Sequence

from libs.common.contracts.domain_events import AnalysisCompleted, AnalysisFailed
from libs.common.contracts.social import RecentPosts
from libs.common.db.session import WriteSession
from libs.common.ids import derived_id
from libs.common.jobs.client import Jobs
from services.analysis.pipeline.failures import PostFailure, error_category
from services.analysis.requests.models import PostAnalysisRequest, RequestPost
from services.analysis.requests.states import Stage


def note_error(request: PostAnalysisRequest, failed: Sequence[RequestPost]) -> None:
    """Which posts have failed, and why."""
    first = failed[0]
    request.error_stage = first.stage
    request.error_category = error_category(first.reason)
    request.error_details = {
        "posts": [
            {
                "position": post.position,
                "url": post.url,
                "stage": post.stage,
                "reason": post.reason,
                "message": post.message,
            }
            for post in failed
        ]
    }


def note_no_posts(request: PostAnalysisRequest, answer: RecentPosts) -> None:
    """Why there is no post of the creator to analyse."""
    nothing = PostFailure("not_found", "This account shows no posts.")
    failure = PostFailure(answer.reason, answer.message) if answer.reason else nothing
    request.error_stage = Stage.FETCHING_POSTS
    request.error_category = error_category(failure.reason)
    request.error_details = {
        "creator": request.creator,
        "reason": failure.reason,
        "message": failure.text,
    }


def describe_end(
    request: PostAnalysisRequest, done: int, failed: Sequence[RequestPost]
) -> str:
    """The last words of a request's history."""
    if not done and not failed and request.error_details:
        return str(request.error_details["message"])
    if not failed:
        return "Ready"
    return f"{done} ready, {len(failed)} could not be analysed and are not charged"


async def publish_end(
    jobs: Jobs,
    session: WriteSession,
    request: PostAnalysisRequest,
    done: int,
    failed: int,
) -> None:
    """Tells whoever cares, once for each attempt."""
    event_id = derived_id(request.id, "ended", request.attempt)
    event: AnalysisCompleted | AnalysisFailed
    if done:
        event = AnalysisCompleted(
            request_id=request.id,
            owner_id=request.owner_id,
            posts_done=done,
            posts_failed=failed,
            ended_at=request.finished_at,
        )
    else:
        event = AnalysisFailed(
            request_id=request.id,
            owner_id=request.owner_id,
            error_category=request.error_category or "api_error",
            ended_at=request.finished_at,
        )
    await jobs.publish(session, event, event_id=event_id)

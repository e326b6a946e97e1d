"""From rows to what the API tells. Pure."""

from collections.abc import Sequence
from typing import Any

from services.analysis.analyses.models import PostAnalysis
from services.analysis.analyses.schemas import PostAnalysisRead
from services.analysis.requests.models import (
    AnalysisStatusHistory,
    PostAnalysisRequest,
    RequestPost,
)
from services.analysis.requests.schemas import (
    RequestCounts,
    RequestError,
    RequestPostRead,
    RequestRead,
    RequestSummaryRead,
    StatusRead,
)
from services.analysis.requests.states import (
    OPEN_STATUSES,
    PostState,
    RequestStatus,
    Stage,
    post_progress,
)


def can_retry(request: PostAnalysisRequest) -> bool:
    """A failed request, or one of which a part has failed."""
    is_partial = (
        request.status == RequestStatus.COMPLETED
        and request.stage == Stage.PARTIAL_SUCCESS
    )
    return request.status == RequestStatus.FAILED or is_partial


def present_summary(
    request: PostAnalysisRequest, counts: RequestCounts
) -> RequestSummaryRead:
    """A request for a list."""
    if request.creator and not counts.total and request.status in OPEN_STATUSES:
        # Not listed yet: so many are expected.
        counts = counts.model_copy(update={"total": request.creator["count"]})
    error = None
    if request.error_stage and request.error_category:
        error = RequestError(
            stage=request.error_stage,
            category=request.error_category,
            reason=_find_reason(request.error_details or {}),
            details=request.error_details or {},
        )
    return RequestSummaryRead(
        id=request.id,
        status=request.status,
        stage=request.stage,
        progress=request.progress,
        platform=request.platform,
        display_name=request.display_name,
        counts=counts,
        error=error,
        is_retryable=can_retry(request),
        retry_count=request.retry_count,
        max_retries=request.max_retries,
        cost_micro_usd=request.cost_micro_usd,
        total_api_calls=request.total_api_calls,
        duration_seconds=request.duration_seconds,
        created_at=request.created_at,
        finished_at=request.finished_at,
    )


def _find_reason(details: dict[str, Any]) -> Any:
    """Of the first post that failed, or of the request as a whole."""
    first, *_ = details.get("posts") or [details]
    return first.get("reason")


def present_request(
    request: PostAnalysisRequest,
    posts: Sequence[RequestPost],
    analyses: Sequence[PostAnalysis],
    statuses: Sequence[AnalysisStatusHistory],
) -> RequestRead:
    """A request with all that belongs to it."""
    states = [post.state for post in posts]
    counts = RequestCounts(
        total=len(states) - states.count(PostState.DUPLICATE),
        done=states.count(PostState.DONE),
        failed=states.count(PostState.FAILED),
    )
    return RequestRead(
        **dict(present_summary(request, counts)),
        post_urls=request.post_urls,
        creator=request.creator,
        posts=[present_post(post) for post in posts],
        results=[PostAnalysisRead.model_validate(row) for row in analyses],
        history=[StatusRead.model_validate(row) for row in statuses],
    )


def present_post(post: RequestPost) -> RequestPostRead:
    """One post of a request."""
    told = {name: getattr(post, name, None) for name in RequestPostRead.model_fields}
    return RequestPostRead(**{**told, "progress": post_progress(post.state)})

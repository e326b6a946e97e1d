"""Routes of analysis requests."""

from uuid import UUID

from fastapi import APIRouter

from libs.common.errors import (
    NotAuthenticated,
    PlanDoesNotInclude,
    QuotaExceeded,
    UpstreamUnavailable,
)
from libs.common.idempotency.route import OperationId, idempotent_post
from libs.common.pagination import PageParameters
from libs.common.schemas import Page, error_responses
from services.analysis.deps import (
    Reader,
    Reading,
    Removal,
    Requests,
    UrlChecks,
    Writer,
)
from services.analysis.requests.errors import (
    AnalysisRequestNotFound,
    CreatorNotValid,
    PostUrlsNotValid,
    RequestAlreadyOver,
    RequestNotRetryable,
    RequestStillRunning,
)
from services.analysis.requests.filtering import DatesNotInOrder, FilterParameters
from services.analysis.requests.schemas import (
    AnalysisCreate,
    RequestRead,
    RequestSummaryRead,
    UrlsCheck,
    UrlsCheckRead,
)

router = APIRouter(prefix="/api/v1/analysis", tags=["analysis"])


@router.post("/urls/check", responses=error_responses(NotAuthenticated))
async def check_urls(
    body: UrlsCheck, caller: Reader, checks: UrlChecks
) -> UrlsCheckRead:
    """Tell what each text is: which post, a duplicate of which line, or why not.

    Stores nothing and costs nothing."""
    return await checks.check(caller.owner_id, body.post_urls)


@idempotent_post(
    router,
    "/analyze",
    status_code=202,
    errors=(
        NotAuthenticated,
        PlanDoesNotInclude,
        PostUrlsNotValid,
        CreatorNotValid,
        QuotaExceeded,
        UpstreamUnavailable,
    ),
)
async def create_request(
    body: AnalysisCreate,
    caller: Writer,
    requests: Requests,
    operation_id: OperationId,
) -> RequestRead:
    """Analyse posts: by links, or a creator's newest. Links to the same post are merged
    before anything is charged.

    Answers at once; follow the work at `/analysis/requests/{id}/events`. A line that
    is no link to a post refuses the whole, naming the line; posts that turn out not
    to exist end as `partial_success` and are not charged. Of a creator
    with fewer posts than were asked for, only those are charged; they count as
    `handle_analyses`."""
    return await requests.create(caller, body, operation_id)


@router.get("/requests", responses=error_responses(NotAuthenticated, DatesNotInOrder))
async def list_requests(
    caller: Reader, reading: Reading, page: PageParameters, wanted: FilterParameters
) -> Page[RequestSummaryRead]:
    """The caller's analyses, newest first; deleted ones are left out."""
    return await reading.list_page(caller.owner_id, page, wanted)


@router.get(
    "/requests/{request_id}",
    responses=error_responses(NotAuthenticated, AnalysisRequestNotFound),
)
async def read_request(
    request_id: UUID, caller: Reader, reading: Reading
) -> RequestRead:
    """One analysis with its posts, results and status history."""
    return await reading.get(caller.owner_id, request_id)


@router.delete(
    "/requests/{request_id}",
    status_code=204,
    responses=error_responses(
        NotAuthenticated, AnalysisRequestNotFound, RequestStillRunning
    ),
)
async def delete_request(request_id: UUID, caller: Writer, removal: Removal) -> None:
    """Delete an analysis with its results; for 30 days it can be restored.

    One that is running is to be cancelled first. The posts stay in the library."""
    await removal.delete(caller.owner_id, request_id)


@router.post(
    "/requests/{request_id}/restore",
    responses=error_responses(NotAuthenticated, AnalysisRequestNotFound),
)
async def restore_request(
    request_id: UUID, caller: Writer, removal: Removal
) -> RequestSummaryRead:
    """Bring back an analysis that was deleted within the last 30 days."""
    return await removal.restore(caller.owner_id, request_id)


@idempotent_post(
    router,
    "/requests/{request_id}/retry",
    status_code=202,
    errors=(
        NotAuthenticated,
        PlanDoesNotInclude,
        AnalysisRequestNotFound,
        RequestNotRetryable,
        QuotaExceeded,
    ),
)
async def retry_request(
    request_id: UUID, caller: Writer, requests: Requests
) -> RequestRead:
    """Try the failed posts again, from the stage where each of them stopped.

    Counts the failed posts only; what was paid for is not paid again."""
    return await requests.retry(caller, request_id)


@router.post(
    "/requests/{request_id}/cancel",
    responses=error_responses(
        NotAuthenticated, AnalysisRequestNotFound, RequestAlreadyOver
    ),
)
async def cancel_request(
    request_id: UUID, caller: Writer, requests: Requests
) -> RequestRead:
    """Stop the work. Finished posts are kept and charged, the others are not."""
    return await requests.cancel(caller, request_id)

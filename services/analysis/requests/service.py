"""Requests: taken in, told of, tried again, stopped."""

from collections.abc import Sequence
from uuid import UUID

from libs.common.clock import Clock
from libs.common.contracts.analysis import ProcessAnalysisRequest
from libs.common.contracts.billing import ReserveUsage
from libs.common.db.session import Database, WriteSession
from libs.common.http.client import RefusedByService
from libs.common.identity import Identity
from libs.common.ids import derived_id
from libs.common.internal.billing import BillingClient
from libs.common.jobs.client import Jobs
from libs.common.jobs.dispatch import Dispatcher
from libs.common.post_urls import PostUrl
from services.analysis.owners.repository import OwnerRepository
from services.analysis.requests.choosing import Usage, find_retried, read_choice
from services.analysis.requests.errors import (
    RequestAlreadyOver,
    RequestNotRetryable,
)
from services.analysis.requests.filtering import build_search_text
from services.analysis.requests.models import PostAnalysisRequest, RequestPost
from services.analysis.requests.presenting import can_retry
from services.analysis.requests.reading import RequestReader
from services.analysis.requests.recorder import StatusRecorder
from services.analysis.requests.repository import RequestRepository
from services.analysis.requests.schemas import AnalysisCreate, RequestRead
from services.analysis.requests.settling import reservation_id, settle_attempt
from services.analysis.requests.states import (
    OPEN_STATUSES,
    PostState,
    RequestStatus,
    Stage,
)

# What billing calls a reservation's id that comes again for other posts.
_OTHER_POSTS = "ReservationIdReused"


class RequestService:
    """The decisions about requests; one instance per transaction.

    Billing is asked before the transaction begins: while it is slow, nobody's
    connection is held. What was reserved for nothing then runs out by itself."""

    def __init__(
        self,
        session: WriteSession,
        database: Database,
        jobs: Jobs,
        dispatcher: Dispatcher,
        billing: BillingClient,
        clock: Clock,
    ) -> None:
        self._session = session
        self._database = database
        self._jobs = jobs
        self._dispatcher = dispatcher
        self._billing = billing
        self._clock = clock
        self._requests = RequestRepository(session)
        self._reader = RequestReader(session)

    async def create(
        self, caller: Identity, body: AnalysisCreate, request_id: UUID
    ) -> RequestRead:
        """Takes in a request, under the id of its operation: an attempt that was killed
        after it had reserved leaves a reservation that the next one finds.

        Raises PostUrlsNotValid, CreatorNotValid, and what billing refuses with
        (UrlLimitExceeded 402, DailyAnalysisLimitReached 429)."""
        choice = read_choice(body, self._clock.now())
        await self._reserve(caller.owner_id, request_id, attempt=0, usage=choice.usage)
        owners = OwnerRepository(self._session)
        timezone, language = await owners.find_locale(caller.owner_id)
        platforms = choice.platforms
        request = PostAnalysisRequest(
            id=request_id,
            owner_id=caller.owner_id,
            user_id=caller.user_id,
            platform=platforms[0] if len(platforms) == 1 else None,
            platforms=platforms,
            post_urls=body.post_urls,
            creator=choice.describe_creator(),
            display_name=choice.name(language),
            timezone=timezone,
            language=language,
            status=RequestStatus.PENDING,
            stage=Stage.REQUEST_CREATED,
            last_seq=0,
            cost_micro_usd=0,
        )
        rows = [
            _build_post(request_id, position, text, post)
            for position, (text, post) in enumerate(choice.links)
        ]
        request.search_text = build_search_text(request, rows)
        await self._requests.create(request)
        self._session.add_all(rows)
        recorder = StatusRecorder(self._session, self._dispatcher, request, rows)
        details = {"posts": len(rows) or choice.count}
        recorder.tell(Stage.REQUEST_CREATED, details=details)
        await self._start(request)
        return await self._present(request)

    async def retry(self, caller: Identity, request_id: UUID) -> RequestRead:
        """Takes up the failed posts where they stopped; reserved anew.

        Raises AnalysisRequestNotFound, RequestNotRetryable, and billing's refusals."""
        async with self._database.read() as session:
            requests = RequestRepository(session)
            request = await requests.get(caller.owner_id, request_id)
            if not can_retry(request):
                raise RequestNotRetryable
            failed = _failed(await requests.list_posts(request_id))
            usage = find_retried(request, failed)
        attempt = request.attempt + 1
        if usage.posts:  # else another retry began between the two reads
            await self._reserve_again(
                caller.owner_id, request_id, attempt=attempt, usage=usage
            )
        request = await self._requests.get_locked(caller.owner_id, request_id)
        if not can_retry(request) or request.attempt + 1 != attempt:
            raise RequestNotRetryable  # another retry was quicker
        posts = await self._requests.list_posts(request_id)
        failed = _failed(posts)
        for post in failed:
            post.state = post.resume_state
            post.stage = Stage.REQUEST_CREATED
            post.reason = post.message = None
            post.retries = 0
        request.attempt = attempt
        request.finished_at = None
        request.error_stage = request.error_category = request.error_details = None
        request.stage = Stage.REQUEST_CREATED
        recorder = StatusRecorder(self._session, self._dispatcher, request, posts)
        recorder.move(RequestStatus.PENDING)
        recorder.tell(
            Stage.RETRYING,
            message=f"Tried again by hand: {usage.posts} posts",
            details={"posts": usage.posts, "attempt": attempt},
        )
        await self._start(request)
        return await self._present(request)

    async def cancel(self, caller: Identity, request_id: UUID) -> RequestRead:
        """Stops the request at once; what is done is kept and charged, the rest not.

        Raises AnalysisRequestNotFound, RequestAlreadyOver."""
        request = await self._requests.get_locked(caller.owner_id, request_id)
        if request.status not in OPEN_STATUSES:
            raise RequestAlreadyOver
        posts = await self._requests.list_posts(request.id)
        for post in posts:
            if post.state not in {
                PostState.DONE,
                PostState.FAILED,
                PostState.DUPLICATE,
            }:
                post.state = PostState.CANCELLED
        recorder = StatusRecorder(self._session, self._dispatcher, request, posts)
        recorder.move(RequestStatus.CANCELLED)
        request.finished_at = self._clock.now()
        done = [post for post in posts if post.state == PostState.DONE]
        request.posts_processed = len(done)
        recorder.tell(
            request.stage,
            message="Stopped",
            details={"done": len(done), "posts": len(posts)},
        )
        await settle_attempt(self._jobs, self._session, request, posts)
        return await self._present(request)

    async def _present(self, request: PostAnalysisRequest) -> RequestRead:
        await self._session.flush()
        await self._session.refresh(request)
        return await self._reader.get(request.owner_id, request.id)

    async def _reserve_again(
        self,
        owner_id: UUID,
        request_id: UUID,
        *,
        attempt: int,
        usage: Usage,
    ) -> None:
        """Raises RequestNotRetryable if this attempt was reserved for other posts."""
        try:
            await self._reserve(owner_id, request_id, attempt=attempt, usage=usage)
        except RefusedByService as error:
            if error.code == _OTHER_POSTS:
                raise RequestNotRetryable from None
            raise

    async def _reserve(
        self,
        owner_id: UUID,
        request_id: UUID,
        *,
        attempt: int,
        usage: Usage,
    ) -> None:
        question = ReserveUsage(
            reservation_id=reservation_id(request_id, attempt),
            owner_id=owner_id,
            posts_by_platform=usage.by_platform,
            urls=usage.posts,
            counts_as=usage.counts_as,
        )
        await self._billing.reserve_usage(question)

    async def _start(self, request: PostAnalysisRequest) -> None:
        await self._jobs.send(
            self._session,
            ProcessAnalysisRequest(request_id=request.id, attempt=request.attempt),
            message_id=derived_id(request.id, "process", request.attempt),
            owner_id=request.owner_id,
        )


def _failed(posts: Sequence[RequestPost]) -> list[RequestPost]:
    return [post for post in posts if post.state == PostState.FAILED]


def _build_post(
    request_id: UUID, position: int, text: str, post: PostUrl
) -> RequestPost:
    return RequestPost(
        request_id=request_id,
        position=position,
        url=text.strip(),
        canonical_url=post.canonical_url,
        platform=post.platform,
        platform_post_id=post.id,
        kind=post.kind,
        needs_resolve=post.needs_resolve,
        is_invented=post.is_demo,
        state=PostState.WAITING,
        resume_state=PostState.WAITING,
        stage=Stage.REQUEST_CREATED,
    )

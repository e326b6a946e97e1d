"""Requests: taken in, told of, tried again, stopped."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import orjson

from libs.common.clock import Clock
from libs.common.contracts.analysis import ProcessAnalysisRequest
from libs.common.contracts.billing import ReserveUsage
from libs.common.db.session import WriteSession
from libs.common.identity import Identity
from libs.common.ids import derived_id, new_id
from libs.common.internal.billing import BillingClient
from libs.common.jobs.client import Jobs
from libs.common.jobs.dispatch import Dispatcher
from libs.common.post_urls import PostUrl
from services.analysis.owners.repository import OwnerRepository
from services.analysis.requests.errors import (
    IdempotencyKeyReused,
    PostUrlsNotValid,
    RequestAlreadyOver,
    RequestNotRetryable,
)
from services.analysis.requests.intake import (
    build_display_name,
    field_errors,
    read_lines,
)
from services.analysis.requests.models import PostAnalysisRequest, RequestPost
from services.analysis.requests.presenting import can_retry
from services.analysis.requests.reading import RequestReader
from services.analysis.requests.recorder import StatusRecorder
from services.analysis.requests.repository import RequestRepository
from services.analysis.requests.schemas import RequestRead
from services.analysis.requests.settling import reservation_id, settle_attempt
from services.analysis.requests.states import (
    OPEN_STATUSES,
    PostState,
    RequestStatus,
    Stage,
)


class RequestService:
    """The decisions about requests; one instance per transaction."""

    def __init__(
        self,
        session: WriteSession,
        jobs: Jobs,
        dispatcher: Dispatcher,
        billing: BillingClient,
        clock: Clock,
    ) -> None:
        self._session = session
        self._jobs = jobs
        self._dispatcher = dispatcher
        self._billing = billing
        self._clock = clock
        self._requests = RequestRepository(session)
        self._reader = RequestReader(session)

    async def create(
        self, caller: Identity, texts: Sequence[str], idempotency_key: str | None
    ) -> RequestRead:
        """Takes in a request. The same key and body give the same request.

        Raises PostUrlsNotValid, IdempotencyKeyReused, and what billing refuses with
        (UrlLimitExceeded 402, DailyAnalysisLimitReached 429)."""
        lines = read_lines(texts, self._clock.now())
        if wrong := field_errors(lines):
            raise PostUrlsNotValid(wrong)
        body_hash = hashlib.sha256(orjson.dumps(list(texts))).hexdigest()
        request_id = new_id()
        if idempotency_key:
            request_id = derived_id("analyze", caller.owner_id, idempotency_key)
            await self._requests.lock_id(request_id)
            known = await self._requests.find(caller.owner_id, request_id)
            if known:
                if known.body_hash != body_hash:
                    raise IdempotencyKeyReused
                return await self._reader.get(caller.owner_id, known.id)
        chosen = [(line.text, line.post) for line in lines if line.post]
        posts = [post for _, post in chosen]
        await self._reserve(caller.owner_id, request_id, attempt=0, posts=posts)
        owners = OwnerRepository(self._session)
        timezone, language = await owners.find_locale(caller.owner_id)
        platforms = {post.platform for post in posts}
        request = PostAnalysisRequest(
            id=request_id,
            owner_id=caller.owner_id,
            user_id=caller.user_id,
            platform=platforms.pop() if len(platforms) == 1 else None,
            post_urls=list(texts),
            body_hash=body_hash,
            display_name=build_display_name(posts),
            timezone=timezone,
            language=language,
            status=RequestStatus.PENDING,
            stage=Stage.REQUEST_CREATED,
            last_seq=0,
            cost_micro_usd=0,
        )
        rows = [
            _build_post(request_id, position, text, post)
            for position, (text, post) in enumerate(chosen)
        ]
        await self._requests.create(request)
        self._session.add_all(rows)
        recorder = StatusRecorder(self._session, self._dispatcher, request, rows)
        recorder.tell(Stage.REQUEST_CREATED, details={"posts": len(rows)})
        await self._start(request)
        return await self._present(request)

    async def retry(
        self, caller: Identity, request_id: UUID, idempotency_key: str | None
    ) -> RequestRead:
        """Takes up the failed posts where they stopped; reserved anew.

        The key of the last retry, sent again, starts nothing.
        Raises AnalysisRequestNotFound, RequestNotRetryable, and billing's refusals."""
        request = await self._requests.get_locked(caller.owner_id, request_id)
        if idempotency_key and request.retry_key == idempotency_key:
            return await self._present(request)
        if not can_retry(request):
            raise RequestNotRetryable
        posts = await self._requests.list_posts(request.id)
        failed = [post for post in posts if post.state == PostState.FAILED]
        attempt = request.attempt + 1
        await self._reserve(caller.owner_id, request.id, attempt=attempt, posts=failed)
        for post in failed:
            post.state = post.resume_state
            post.stage = Stage.REQUEST_CREATED
            post.reason = post.message = None
            post.retries = 0
        request.attempt = attempt
        request.retry_key = idempotency_key
        request.finished_at = None
        request.error_stage = request.error_category = request.error_details = None
        request.stage = Stage.REQUEST_CREATED
        recorder = StatusRecorder(self._session, self._dispatcher, request, posts)
        recorder.move(RequestStatus.PENDING)
        recorder.tell(
            Stage.RETRYING,
            message=f"Tried again by hand: {len(failed)} posts",
            details={"posts": len(failed), "attempt": attempt},
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

    async def _reserve(
        self,
        owner_id: UUID,
        request_id: UUID,
        *,
        attempt: int,
        posts: Sequence[PostUrl] | Sequence[RequestPost],
    ) -> None:
        await self._billing.reserve_usage(
            ReserveUsage(
                reservation_id=reservation_id(request_id, attempt),
                owner_id=owner_id,
                posts_by_platform=dict(Counter(post.platform for post in posts)),
                urls=len(posts),
            )
        )

    async def _start(self, request: PostAnalysisRequest) -> None:
        await self._jobs.send(
            self._session,
            ProcessAnalysisRequest(request_id=request.id, attempt=request.attempt),
            message_id=derived_id(request.id, "process", request.attempt),
            owner_id=request.owner_id,
        )


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

"""What the pipeline writes: each step of a request is one fenced transaction.

Every method may be run again after a kill: it finds what is done already."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from libs.common.contracts.social import CollectedReference, PostsCollected, RecentPosts
from libs.common.db.session import WriteSession
from libs.common.jobs.client import UnitOfWork
from libs.common.resources import Resources
from services.analysis.analyses.models import PostAnalysis
from services.analysis.pipeline.ending import (
    describe_end,
    note_error,
    note_no_posts,
    publish_end,
)
from services.analysis.pipeline.failures import PostFailure, is_worth_a_retry
from services.analysis.pipeline.tickets import PostTicket, build_ticket
from services.analysis.pipeline.wording import WordsMissing
from services.analysis.requests.filtering import build_search_text
from services.analysis.requests.intake import build_posts
from services.analysis.requests.late_costs import NOTHING, Spent, count_spent
from services.analysis.requests.models import PostAnalysisRequest, RequestPost
from services.analysis.requests.naming import LONGEST_TITLE, name_posts
from services.analysis.requests.recorder import StatusRecorder
from services.analysis.requests.repository import RequestRepository
from services.analysis.requests.settling import settle_attempt
from services.analysis.requests.states import (
    OPEN_STATUSES,
    PostState,
    RequestStatus,
    Stage,
)
from services.analysis.takedowns.erasing import TAKEN_DOWN
from services.analysis.takedowns.repository import TakedownRepository
from services.analysis.wording.quoting import shorten

_TO_COLLECT = frozenset({PostState.WAITING, PostState.COLLECTING})
ENDED = frozenset(
    {PostState.DONE, PostState.FAILED, PostState.CANCELLED, PostState.DUPLICATE}
)


class RequestOver(Exception):
    """The request was stopped, or another attempt has begun: there is nothing to do."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """One transaction on the locked request."""

    session: WriteSession
    request: PostAnalysisRequest
    posts: Sequence[RequestPost]
    record: StatusRecorder

    def post(self, position: int) -> RequestPost:
        return self.posts[position]


class RequestLedger:
    """The rows of one attempt at one request."""

    def __init__(
        self,
        resources: Resources,
        begin: UnitOfWork,
        *,
        request_id: UUID,
        attempt: int,
    ) -> None:
        self._resources = resources
        self._begin = begin
        self._request_id = request_id
        self._attempt = attempt
        self.owner_id = UUID(int=0)
        self.timezone = "UTC"
        self.language = "en"
        self.creator: dict[str, Any] | None = None

    async def open(self) -> list[PostTicket]:
        """Marks the request as under way; the posts in the order given.

        Raises RequestOver."""
        async with self._unit() as unit:
            request = unit.request
            self.owner_id = request.owner_id
            self.timezone, self.language = request.timezone, request.language
            self.creator = request.creator
            if request.status == RequestStatus.PENDING:
                unit.record.move(RequestStatus.PROCESSING)
                request.started_at = self._resources.clock.now()
            for post in unit.posts:
                if post.state == PostState.WAITING:
                    unit.record.enter(post, PostState.COLLECTING, Stage.FETCHING_POSTS)
            return [build_ticket(post) for post in unit.posts]

    async def record_recent(
        self, answer: RecentPosts, spent: Spent, *, may_retry: bool
    ) -> list[PostTicket] | None:
        """Takes in the newest posts of the request's creator; as `open` gives them.

        None where it is to be asked again. Without any post the request has failed."""
        async with self._unit() as unit:
            request = unit.request
            if unit.posts:
                return [build_ticket(post) for post in unit.posts]
            unit.record.reach(Stage.FETCHING_POSTS)
            await self._count(unit, spent)
            if answer.reason and may_retry and is_worth_a_retry(answer.reason):
                self._tell_retry(unit, Stage.FETCHING_POSTS, 0)
                return None
            if not answer.posts:
                note_no_posts(request, answer)
                return []
            rows = build_posts(request.id, answer.posts)
            unit.session.add_all(rows)
            unit.record.posts = rows
            for post in rows:
                unit.record.enter(post, PostState.COLLECTING, Stage.FETCHING_POSTS)
            await unit.session.flush()
            return [build_ticket(post) for post in rows]

    async def record_collected(
        self,
        asked: Sequence[PostTicket],
        answer: PostsCollected,
        spent: Spent,
        *,
        may_retry: bool,
    ) -> list[PostTicket]:
        """Notes what social found; the asked posts as they are now.

        Posts that failed for a passing reason stay to be collected if `may_retry`."""
        async with self._unit() as unit:
            to_note = [
                (unit.post(ticket.position), reference)
                for ticket, reference in zip(asked, answer.posts, strict=True)
                if unit.post(ticket.position).state in _TO_COLLECT
            ]
            if to_note:
                await self._count(unit, spent)
            again = 0
            for post, reference in to_note:
                again += self._note_collected(unit, post, reference, may_retry)
            if again:
                self._tell_retry(unit, Stage.FETCHING_POSTS, again)
            return [build_ticket(unit.post(ticket.position)) for ticket in asked]

    async def enter(
        self,
        position: int,
        state: PostState,
        stage: Stage,
        message: str = "",
        *,
        spent: Spent = NOTHING,
        missing_words: WordsMissing | None = None,
    ) -> PostTicket:
        """The post enters a stage; what the one before has cost is added once.

        With `missing_words` it is known by now whether it has words."""
        async with self._unit() as unit:
            post = unit.post(position)
            if post.state in ENDED:
                raise RequestOver
            if post.state != state:
                await self._count(unit, spent)
            if stage == Stage.DISPLAYING_CONTENT:
                post.is_visible = True
            if missing_words:
                post.words_reason, post.words_message = missing_words
            unit.record.enter(post, state, stage, message)
            return build_ticket(post)

    async def note(self, position: int, stage: Stage, message: str) -> None:
        """Tells how the post is getting on within its stage."""
        async with self._unit() as unit:
            post = unit.post(position)
            if post.state not in ENDED:
                unit.record.tell(stage, post=post, message=message)

    async def note_retry(self, position: int, stage: Stage) -> None:
        """Counts an automatic retry of one post at one stage."""
        async with self._unit() as unit:
            unit.post(position).retries += 1
            self._tell_retry(unit, stage, 1, unit.post(position))

    async def complete(
        self, position: int, analysis: PostAnalysis, *, title: str | None
    ) -> None:
        """Stores the post's result, and ends the post; `title` is what to call it."""
        async with self._unit() as unit:
            post = unit.post(position)
            if post.state in ENDED:
                return
            if await TakedownRepository(unit.session).is_down(post.post_id):
                self._fail(unit, post, PostFailure("not_found", TAKEN_DOWN))
                return
            analysis.request_id = unit.request.id
            analysis.position = position
            unit.session.add(analysis)
            await unit.session.flush()
            verdict = analysis.evidence["verdict"]
            post.analysis_id = analysis.id
            post.outlier_multiple = verdict["multiple"]
            post.band = verdict["band"]
            post.title = title
            post.state = PostState.DONE
            unit.request.cost_micro_usd += analysis.cost_micro_usd
            creator = analysis.evidence["subject"]["creator_name"]
            is_alone = len(unit.posts) == 1 and unit.request.creator is None
            if is_alone and creator and not title:
                unit.request.display_name = shorten(creator, LONGEST_TITLE)
            _name(unit)
            unit.record.tell(
                Stage.ANALYSIS_COMPLETE,
                post=post,
                details={
                    "analysis_id": str(analysis.id),
                    "outlier_multiple": post.outlier_multiple,
                    "band": post.band,
                },
            )

    async def fail(self, position: int, failure: PostFailure) -> None:
        """Ends one post; the others go on."""
        async with self._unit() as unit:
            if unit.post(position).state not in ENDED:
                self._fail(unit, unit.post(position), failure)

    async def finish(self) -> None:
        """Ends the request: its status, what is charged, and who is told."""
        async with self._unit() as unit:
            request, posts = unit.request, unit.posts
            done = sum(post.state == PostState.DONE for post in posts)
            failed = [post for post in posts if post.state == PostState.FAILED]
            request.posts_processed = done
            request.finished_at = self._resources.clock.now()
            if failed:
                note_error(request, failed)
            unit.record.move(RequestStatus.COMPLETED if done else RequestStatus.FAILED)
            stage = Stage.ANALYSIS_COMPLETE if done else Stage.ERROR
            request.stage = Stage.PARTIAL_SUCCESS if done and failed else stage
            unit.record.tell(
                request.stage,
                message=describe_end(request, done, failed),
                details={
                    "done": done,
                    "failed": [
                        {"position": p.position, "url": p.url, "reason": p.reason}
                        for p in failed
                    ],
                },
            )
            await settle_attempt(self._resources.jobs, unit.session, request, posts)
            await publish_end(
                self._resources.jobs, unit.session, request, done, len(failed)
            )

    async def abandon(self, failure: PostFailure) -> None:
        """Ends what nothing will carry on any more: the open posts, and the request."""
        async with self._unit() as unit:
            if unit.request.status == RequestStatus.PENDING:
                unit.record.move(RequestStatus.PROCESSING)
            for post in unit.posts:
                if post.state not in ENDED:
                    self._fail(unit, post, failure)
        await self.finish()

    async def leave(self, call_ids: Collection[UUID]) -> None:
        """Nobody waits any more for the answers to these calls: the request is over."""
        if not call_ids:
            return
        async with self._begin() as session:
            request = await RequestRepository(session).lock(self._request_id)
            for call_id in sorted(call_ids):
                late = Spent(call_id=call_id, is_late=True)
                await count_spent(session, self._resources, request, late)

    async def is_open(self) -> bool:
        """Whether the request is still to be worked on."""
        async with self._resources.database.read() as session:
            status = await RequestRepository(session).get_status(self._request_id)
        return status in OPEN_STATUSES

    @asynccontextmanager
    async def _unit(self) -> AsyncIterator[_Unit]:
        async with self._begin() as session:
            requests = RequestRepository(session)
            request = await requests.lock(self._request_id)
            is_ours = request.attempt == self._attempt
            if not is_ours or request.status not in OPEN_STATUSES:
                raise RequestOver
            posts = await requests.list_posts(request.id)
            dispatcher = self._resources.dispatcher
            recorder = StatusRecorder(session, dispatcher, request, posts)
            yield _Unit(session, request, posts, recorder)

    async def _count(self, unit: _Unit, spent: Spent) -> None:
        await count_spent(unit.session, self._resources, unit.request, spent)

    def _note_collected(
        self,
        unit: _Unit,
        post: RequestPost,
        reference: CollectedReference,
        may_retry: bool,  # noqa: FBT001
    ) -> bool:
        """Whether the post is to be collected again."""
        if reference.reason and may_retry and is_worth_a_retry(reference.reason):
            post.retries += 1
            return True
        if reference.post_id is None:
            reason = reference.reason or "malformed"
            self._fail(unit, post, PostFailure(reason, reference.message))
            return False
        post.post_id = reference.post_id
        post.platform_post_id = reference.platform_post_id or post.platform_post_id
        post.source = reference.source
        post.is_from_held = reference.from_held
        post.held_age_seconds = reference.held_age_seconds
        post.wants_baseline = reference.wants_baseline
        post.retries = 0
        if _has_twin(unit.posts, post):
            post.state = PostState.DUPLICATE
            post.message = "The short link leads to a post that is in the list already."
            unit.record.tell(Stage.SOCIAL_DATA_FETCHED, post=post, message=post.message)
        else:
            unit.record.enter(post, PostState.MEDIA, Stage.SOCIAL_DATA_FETCHED)
        return False

    def _fail(self, unit: _Unit, post: RequestPost, failure: PostFailure) -> None:
        post.resume_state = (
            PostState.WAITING if post.state in _TO_COLLECT else post.state
        )
        post.state = PostState.FAILED
        post.reason = failure.reason
        post.message = failure.text
        unit.record.tell(
            Stage.ERROR,
            post=post,
            message=failure.text,
            details={"reason": failure.reason, "stage": post.stage},
        )

    def _tell_retry(
        self, unit: _Unit, stage: Stage, posts: int, post: RequestPost | None = None
    ) -> None:
        unit.request.retry_count += 1
        unit.record.tell(
            Stage.RETRYING,
            post=post,
            message="Trying again in a moment",
            details={"stage": stage, "posts": posts},
        )


def _name(unit: _Unit) -> None:
    """Calls the request by its titles, as far as they are known, and lets it be found
    by them."""
    request, posts = unit.request, unit.posts
    if request.creator is None:
        name = name_posts(posts, request.language)
        request.display_name = name or request.display_name
    request.search_text = build_search_text(request, posts)


def _has_twin(posts: Sequence[RequestPost], post: RequestPost) -> bool:
    return post.needs_resolve and any(
        other is not post
        and other.state not in {PostState.FAILED, PostState.DUPLICATE}
        and (other.platform, other.platform_post_id)
        == (post.platform, post.platform_post_id)
        for other in posts
    )

"""One analysis request from its URLs to its verdicts, read from top to bottom."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from libs.common.contracts.analysis import ProcessAnalysisRequest
from libs.common.contracts.social import (
    BaselineCollected,
    PostTranscribed,
)
from libs.common.db.failures import is_database_away
from libs.common.errors import DomainError, UpstreamTimedOut, UpstreamUnavailable
from libs.common.jobs.errors import LeaseLost
from libs.common.jobs.handlers import Job
from libs.common.tasks import end_tasks
from services.analysis.analyses.service import AnalysisService, Material
from services.analysis.pipeline.calls import SocialCalls
from services.analysis.pipeline.failures import describe_failure
from services.analysis.pipeline.hearing_progress import tell_by_tenths
from services.analysis.pipeline.ledger import ENDED, RequestLedger, RequestOver
from services.analysis.pipeline.recent import RecentListing, retry_delay
from services.analysis.pipeline.tickets import PostTicket
from services.analysis.pipeline.wording import (
    WordsMissing,
    build_title,
    describe_baseline,
    describe_hearing,
    describe_media,
    describe_transcript,
    find_missing_words,
)
from services.analysis.requests.late_costs import Spent
from services.analysis.requests.states import PostState, Stage
from services.analysis.settings import Settings

log = structlog.get_logger()

_LOOK_FOR_CANCEL_SECONDS = 1.0
_LOOK_FOR_NEIGHBOUR_SECONDS = 0.5
_TO_COLLECT = frozenset({PostState.WAITING, PostState.COLLECTING})
_BEFORE_EVIDENCE = frozenset(
    {PostState.MEDIA, PostState.TRANSCRIPT, PostState.BASELINE}
)


class Pipeline:
    """One attempt at one request. Safe to run again after a kill at any point."""

    def __init__(
        self,
        job: Job,
        message: ProcessAnalysisRequest,
        analyses: AnalysisService,
        settings: Settings,
    ) -> None:
        self._job = job
        self._message = message
        self._analyses = analyses
        self._settings = settings
        self._ledger = RequestLedger(
            job.resources,
            job.unit_of_work,
            request_id=message.request_id,
            attempt=message.attempt,
        )
        self._recent = RecentListing(job, message, self._ledger, settings)
        self._places = asyncio.Semaphore(settings.posts_side_by_side)
        self._unexpected: list[Exception] = []
        self._calls = SocialCalls(job, message, settings)

    async def run(self) -> None:
        """Works until every post has ended, or the request was stopped."""
        try:
            tickets = await self._ledger.open()
            watcher = asyncio.create_task(self._watch_for_cancel())
            work = asyncio.create_task(self._work(tickets))
            try:
                await asyncio.wait({watcher, work}, return_when=asyncio.FIRST_COMPLETED)
                if not work.done():
                    raise RequestOver
                await work
            finally:
                await end_tasks(watcher, work)
            await self._ledger.finish()
        except* RequestOver:
            log.info("request_over", request_id=str(self._message.request_id))
            await self._ledger.leave(self._calls.uncounted)
            if owner_id := self._job.lease.envelope.owner_id:
                await self._calls.stop_hearing(owner_id)

    async def _work(self, tickets: Sequence[PostTicket]) -> None:
        """Collects platform by platform; each post goes on as soon as it is there."""
        if not tickets and self._ledger.creator:
            tickets = await self._recent.list_posts(self._ledger.creator)
        to_collect: dict[str, list[PostTicket]] = {}
        async with asyncio.TaskGroup() as group:
            for ticket in tickets:
                if ticket.state in _TO_COLLECT:
                    to_collect.setdefault(ticket.platform, []).append(ticket)
                elif ticket.state not in ENDED:
                    group.create_task(self._carry(ticket))
            for platform, asked in to_collect.items():
                group.create_task(self._collect(platform, asked, group))
        if self._unexpected:
            # Another attempt finds the other posts done, and these where they stopped.
            raise ExceptionGroup("posts were not carried on", self._unexpected)

    async def _collect(
        self, platform: str, asked: list[PostTicket], group: asyncio.TaskGroup
    ) -> None:
        while asked:
            tries = max(ticket.retries for ticket in asked)
            answer, spent = await self._calls.collect(
                self._ledger.owner_id, platform, asked, tries
            )
            now = await self._ledger.record_collected(
                asked,
                answer,
                spent,
                may_retry=tries < self._settings.stage_max_retries,
            )
            self._calls.note_counted(spent)
            for ticket in now:
                if ticket.state == PostState.MEDIA:
                    group.create_task(self._carry(ticket))
            asked = [ticket for ticket in now if ticket.state in _TO_COLLECT]
            if asked:
                await asyncio.sleep(self._retry_delay(tries))

    async def _carry(self, ticket: PostTicket) -> None:
        """One post from its media to its verdict; a slow one delays only itself.

        So does one that breaks something: the others are carried to their end."""
        async with self._places:
            try:
                await self._carry_on(ticket)
            except (RequestOver, LeaseLost):
                raise
            except Exception as error:
                if is_database_away(error):
                    raise
                self._unexpected.append(error)

    async def _carry_on(self, ticket: PostTicket) -> None:
        # Beside what is needed to show the post, which waits for no other posts.
        baseline = asyncio.create_task(self._collect_baseline(ticket))
        try:
            if ticket.state == PostState.MEDIA:
                ticket = await self._collect_media(ticket)
            if ticket.state == PostState.TRANSCRIPT:
                ticket = await self._transcribe(ticket)
            if ticket.state == PostState.BASELINE:
                ticket = await self._await_baseline(ticket, baseline)
            if ticket.state == PostState.ANALYSING:
                await self._analyse(ticket)
        finally:
            await end_tasks(baseline)

    async def _collect_media(self, ticket: PostTicket) -> PostTicket:
        await self._ledger.enter(
            ticket.position, PostState.MEDIA, Stage.COLLECTING_MEDIA
        )
        found, spent = await self._calls.collect_media(*self._subject(ticket))
        return await self._go_on(
            ticket,
            PostState.TRANSCRIPT,
            Stage.TRANSCRIBING,
            describe_media(found),
            spent,
        )

    async def _transcribe(self, ticket: PostTicket) -> PostTicket:
        found, spent = await self._calls.transcribe(*self._subject(ticket))
        next_state = (
            PostState.BASELINE if ticket.wants_baseline else PostState.ANALYSING
        )
        if found and found.can_be_heard:
            found, spent = await self._hear(ticket)
        return await self._go_on(
            ticket,
            next_state,
            Stage.DISPLAYING_CONTENT,
            describe_transcript(found),
            spent,
            find_missing_words(found),
        )

    async def _collect_baseline(
        self, ticket: PostTicket
    ) -> tuple[BaselineCollected | None, Spent]:
        """Has the creator's other posts brought, where there may be more to be had."""
        if not ticket.wants_baseline or ticket.state not in _BEFORE_EVIDENCE:
            return None, Spent()
        return await self._calls.collect_baseline(*self._subject(ticket))

    async def _await_baseline(
        self,
        ticket: PostTicket,
        baseline: asyncio.Task[tuple[BaselineCollected | None, Spent]],
    ) -> PostTicket:
        if not baseline.done():
            await self._ledger.enter(
                ticket.position,
                PostState.BASELINE,
                Stage.COLLECTING_BASELINE,
                "The creator's other posts, to compare with",
            )
        found, spent = await baseline
        return await self._go_on(
            ticket,
            PostState.ANALYSING,
            Stage.ANALYSING,
            describe_baseline(found),
            spent,
        )

    async def _hear(self, ticket: PostTicket) -> tuple[PostTranscribed | None, Spent]:
        """What is heard in the post; waited for as long as there is progress."""
        position = ticket.position

        async def tell(percent: int) -> None:
            message = describe_hearing(percent)
            await self._ledger.note(position, Stage.TRANSCRIBING, message)

        async with tell_by_tenths(tell) as note:
            return await self._calls.hear(*self._subject(ticket), note)

    async def _analyse(self, ticket: PostTicket) -> None:
        await self._ledger.enter(ticket.position, PostState.ANALYSING, Stage.ANALYSING)
        try:
            material = await self._gather(_held(ticket))
            await self._judge(ticket, material)
        except DomainError as error:
            await self._ledger.fail(ticket.position, describe_failure(error))

    async def _gather(self, post_id: UUID) -> Material:
        """The post and its baseline; a neighbour that is away is waited for.

        That is no retry: nothing was tried, and nothing was paid for."""
        patient_until = time.monotonic() + self._settings.neighbour_patience_seconds
        while True:
            try:
                return await self._analyses.gather(post_id, self._ledger.owner_id)
            except (UpstreamUnavailable, UpstreamTimedOut) as error:
                if time.monotonic() > patient_until:
                    raise
                log.warning("neighbour_away", error=error.message)
                await asyncio.sleep(_LOOK_FOR_NEIGHBOUR_SECONDS)

    async def _judge(self, ticket: PostTicket, material: Material) -> None:
        """The verdict; a failing provider is asked again, up to three times."""
        for tries in range(ticket.retries, self._settings.stage_max_retries + 1):
            try:
                analysis = await self._analyses.judge(
                    material,
                    owner_id=self._ledger.owner_id,
                    timezone=self._ledger.timezone,
                    language=self._ledger.language,
                )
            except DomainError as error:
                is_final = error.status_code < 500
                if is_final or tries == self._settings.stage_max_retries:
                    raise
                log.warning("analysis_retried", error=repr(error))
                await self._ledger.note_retry(ticket.position, Stage.ANALYSING)
                await asyncio.sleep(self._retry_delay(tries))
            else:
                title = build_title(material.post)
                await self._ledger.complete(ticket.position, analysis, title=title)
                return

    async def _go_on(
        self,
        ticket: PostTicket,
        state: PostState,
        stage: Stage,
        message: str,
        spent: Spent,
        missing_words: WordsMissing | None = None,
    ) -> PostTicket:
        """Enters the next stage; what the one before has cost is counted with it."""
        now = await self._ledger.enter(
            ticket.position,
            state,
            stage,
            message,
            spent=spent,
            missing_words=missing_words,
        )
        self._calls.note_counted(spent)
        return now

    def _subject(self, ticket: PostTicket) -> tuple[UUID, UUID, int]:
        """Whose post it is, which, and its place in the request."""
        return self._ledger.owner_id, _held(ticket), ticket.position

    async def _watch_for_cancel(self) -> None:
        """Returns when the request is no longer to be worked on."""
        is_open = True
        while is_open:
            await asyncio.sleep(_LOOK_FOR_CANCEL_SECONDS)
            with suppress(SQLAlchemyError, OSError):
                is_open = await self._ledger.is_open()

    def _retry_delay(self, tries: int) -> float:
        return retry_delay(self._settings, tries)


def _held(ticket: PostTicket) -> UUID:
    if ticket.post_id is None:
        msg = f"post {ticket.position} is {ticket.state} without having been collected"
        raise ValueError(msg)
    return ticket.post_id

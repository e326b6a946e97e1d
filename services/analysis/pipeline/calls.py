"""What the pipeline asks social for, and what the answers cost."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import structlog

from libs.common.contracts.analysis import ProcessAnalysisRequest
from libs.common.contracts.base import Message
from libs.common.contracts.social import (
    BaselineCollected,
    CollectBaseline,
    CollectedReference,
    CollectMedia,
    CollectPosts,
    HearPost,
    MediaCollected,
    PostReference,
    PostsCollected,
    PostTranscribed,
    StopHearing,
    TranscribePost,
)
from libs.common.errors import DomainError
from libs.common.ids import derived_id
from libs.common.jobs.answers import NoteProgress, ignore_progress
from libs.common.jobs.errors import JobFailed
from libs.common.jobs.handlers import Job
from services.analysis.pipeline.failures import describe_failure
from services.analysis.pipeline.tickets import PostTicket
from services.analysis.requests.late_costs import Spent, spent_in_vain
from services.analysis.settings import Settings

log = structlog.get_logger()
Answer = TypeVar("Answer", MediaCollected, PostTranscribed, BaselineCollected)


class SocialCalls:
    """The calls of one attempt, under ids that follow from what is asked.

    A medium, words or others to compare with may be missing: that is no failure, the
    evidence says so. `uncounted` are calls whose cost is not in the request's yet."""

    def __init__(
        self, job: Job, message: ProcessAnalysisRequest, settings: Settings
    ) -> None:
        self._job = job
        self._message = message
        self._settings = settings
        self.uncounted: set[UUID] = set()

    async def collect(
        self, owner_id: UUID, platform: str, asked: Sequence[PostTicket], tries: int
    ) -> tuple[PostsCollected, Spent]:
        """Social's answer; where there is none, a failure for each post."""
        positions = ",".join(str(ticket.position) for ticket in asked)
        call_id = self._call_id("collect", platform, tries, positions)
        self.uncounted.add(call_id)
        try:
            answer = await self._job.call(
                CollectPosts(
                    request_id=self._message.request_id,
                    owner_id=owner_id,
                    platform=platform,
                    references=tuple(_reference(ticket) for ticket in asked),
                ),
                PostsCollected,
                message_id=call_id,
                timeout=timedelta(seconds=self._settings.collect_timeout_seconds),
            )
        except (DomainError, JobFailed) as error:
            failure = describe_failure(error)
            told = {"reason": failure.reason, "message": failure.message}
            failed = PostsCollected(
                posts=tuple(
                    CollectedReference.model_validate(
                        {"url": ticket.canonical_url, **told}
                    )
                    for ticket in asked
                )
            )
            return failed, spent_in_vain(call_id, error)
        return answer, Spent(answer.cost_micro_usd, answer.outside_calls, call_id)

    async def collect_media(
        self, owner_id: UUID, post_id: UUID, position: int
    ) -> tuple[MediaCollected | None, Spent]:
        """The post's pictures and videos, stored."""
        return await self._without_failing(
            CollectMedia(post_id=post_id, owner_id=owner_id),
            MediaCollected,
            self._call_id("media", position),
            self._settings.media_timeout_seconds,
        )

    async def transcribe(
        self, owner_id: UUID, post_id: UUID, position: int
    ) -> tuple[PostTranscribed | None, Spent]:
        """The post's words, as far as nobody has to listen."""
        return await self._without_failing(
            TranscribePost(post_id=post_id, owner_id=owner_id),
            PostTranscribed,
            self._call_id("transcript", position),
            self._settings.transcript_timeout_seconds,
        )

    async def hear(
        self, owner_id: UUID, post_id: UUID, position: int, note: NoteProgress
    ) -> tuple[PostTranscribed | None, Spent]:
        """What is heard in the post; waited for as long as there is progress."""
        return await self._without_failing(
            HearPost(
                post_id=post_id, owner_id=owner_id, errand_id=self._call_id("hear")
            ),
            PostTranscribed,
            self._call_id("hear", position),
            self._settings.transcript_timeout_seconds,
            on_progress=note,
        )

    async def stop_hearing(self, owner_id: UUID) -> None:
        """Nobody waits for the words any more: whole cores may be at work for them."""
        async with self._job.unit_of_work() as session:
            await self._job.jobs.send(
                session,
                StopHearing(owner_id=owner_id, errand_id=self._call_id("hear")),
                message_id=self._call_id("stop_hearing"),
            )

    async def collect_baseline(
        self, owner_id: UUID, post_id: UUID, position: int
    ) -> tuple[BaselineCollected | None, Spent]:
        """More of the creator's other posts."""
        return await self._without_failing(
            CollectBaseline(
                request_id=self._message.request_id, owner_id=owner_id, post_id=post_id
            ),
            BaselineCollected,
            self._call_id("baseline", position),
            self._settings.baseline_timeout_seconds,
        )

    def note_counted(self, spent: Spent) -> None:
        """It is in the request's cost, or will be."""
        if spent.call_id:
            self.uncounted.discard(spent.call_id)

    async def _without_failing(
        self,
        message: Message,
        answer: type[Answer],
        call_id: UUID,
        seconds: float,
        on_progress: NoteProgress = ignore_progress,
    ) -> tuple[Answer | None, Spent]:
        self.uncounted.add(call_id)
        try:
            found = await self._job.call(
                message,
                answer,
                message_id=call_id,
                timeout=timedelta(seconds=seconds),
                on_progress=on_progress,
            )
        except (DomainError, JobFailed) as error:
            log.warning("step_went_without", error=repr(error))
            return None, spent_in_vain(call_id, error)
        calls = found.outside_calls if isinstance(found, BaselineCollected) else 0
        return found, Spent(found.cost_micro_usd, calls, call_id)

    def _call_id(self, *parts: object) -> UUID:
        return derived_id(self._message.request_id, self._message.attempt, *parts)


def _reference(ticket: PostTicket) -> PostReference:
    return PostReference(
        platform=ticket.platform,
        post_id=ticket.platform_post_id,
        kind=ticket.kind,
        url=ticket.canonical_url,
        needs_resolve=ticket.needs_resolve,
    )

"""One run of HearPost: each video of a post is listened to, unless equal bytes were.

Who listens to something is claimed, as what is fetched from outside is: others who need
the same words wait for them."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from libs.common.contracts.social import HearPost, PostTranscribed
from libs.common.jobs.answers import NoteProgress
from libs.common.jobs.handlers import Job
from libs.common.storage.interface import ObjectNotFound, StoredObject
from services.social.collection.claiming import keep_claims
from services.social.collection.repository import (
    ClaimRepository,
    CollectionRepository,
)
from services.social.media.models import PostMedia
from services.social.posts.models import Post
from services.social.posts.repository import PostRepository
from services.social.sources.source import Failure
from services.social.transcripts.listening import (
    UNREADABLE,
    Listening,
    ListeningLimits,
    NotHeard,
)
from services.social.transcripts.progress import tell_progress
from services.social.transcripts.repository import TranscriptRepository
from services.social.transcripts.service import (
    list_hearable,
    settle_heard,
    settle_transcript,
)
from services.social.transcripts.transcriber import Transcriber

_SCOPE = "speech"
_PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class HearingOptions:
    """Who listens, how much at most, how long a claim lasts unrenewed."""

    transcribers: Sequence[Transcriber]
    limits: ListeningLimits
    claim: timedelta


class PostHearing:
    """One run, for one post."""

    def __init__(self, job: Job, message: HearPost, options: HearingOptions) -> None:
        self._job = job
        self._message = message
        self._options = options

    async def run(self) -> PostTranscribed:
        """What the post's words are now. Raises PostNotFound."""
        async with self._job.unit_of_work() as session:
            posts = PostRepository(session, self._message.owner_id)
            post = await posts.get(self._message.post_id)
            media = (await posts.list_media([post.id]))[post.id]
            runs = CollectionRepository(session)
            self._started_at: datetime = await runs.begin_run(self._job.id)
        hearable = list_hearable(media)
        failures = []
        if not post.transcript:
            async with tell_progress(self._job) as note:
                for place, medium in enumerate(hearable):
                    try:
                        await self._hear(
                            post, medium, _part(note, place, len(hearable))
                        )
                    except NotHeard as failed:
                        failures.append(failed.message)
        return await self._settle([medium.id for medium in hearable], failures)

    async def _settle(
        self, medium_ids: Sequence[UUID], failures: Sequence[str]
    ) -> PostTranscribed:
        """Writes what was heard to the post, unless words have come meanwhile."""
        async with self._job.unit_of_work() as session:
            posts = PostRepository(session, self._message.owner_id)
            post = await posts.get(self._message.post_id)
            heard = await TranscriptRepository(session).list_heard(medium_ids)
            _, cost = await CollectionRepository(session).read_costs(self._job.id)
            settled = [heard[each] for each in medium_ids if each in heard]
            if not post.transcript and medium_ids:
                answer = settle_heard(post, settled, failures)
            else:
                answer = settle_transcript(post, ())
        return answer.model_copy(update={"cost_micro_usd": cost})

    async def _hear(self, post: Post, medium: PostMedia, note: NoteProgress) -> None:
        """Makes sure that the medium was heard to its end. Raises NotHeard."""
        stored = await self._find_file(medium)
        while not await self._is_settled(post, medium.id, stored):
            if await self._claim(stored):
                await self._listen(post, medium.id, stored, note)
            else:
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _find_file(self, medium: PostMedia) -> StoredObject:
        with suppress(ObjectNotFound):
            if medium.file:
                return await self._job.resources.storage.stat(medium.file)
        raise NotHeard("The video is no longer stored.")

    async def _is_settled(
        self, post: Post, medium_id: UUID, stored: StoredObject
    ) -> bool:
        """Whether it was heard, or equal bytes were, which is noted then."""
        async with self._job.unit_of_work() as session:
            transcripts = TranscriptRepository(session)
            found = (await transcripts.list_heard([medium_id])).get(medium_id)
            if found is None or not found.is_settled:
                found = await transcripts.find_equal(stored.sha256, post.owner_id)
                if found:
                    await transcripts.keep(medium_id, stored.sha256, found)
        if found and found.state == "unreadable":
            raise NotHeard(UNREADABLE)
        return found is not None

    async def _claim(self, stored: StoredObject) -> bool:
        """Whether it is ours to listen to. Raises NotHeard if somebody, asked later
        than we were, has tried in vain."""
        since = self._started_at
        async with self._job.unit_of_work() as session:
            claims = ClaimRepository(session, self._job.id)
            key, claim = stored.sha256, self._options.claim
            if await claims.take(_SCOPE, [key], claim, since=since):
                return True
            failed = await claims.find_failed(_SCOPE, [key], since=since)
        if failed:
            raise NotHeard(failed[key].message)
        return False

    async def _listen(
        self, post: Post, medium_id: UUID, stored: StoredObject, note: NoteProgress
    ) -> None:
        options = self._options
        listening = Listening(
            self._job, medium_id, stored, options.transcribers, options.limits
        )
        try:
            async with keep_claims(self._job, options.claim):
                # Whoever had the claim may have ended just before it became ours.
                if not await self._is_settled(post, medium_id, stored):
                    await listening.run(note)
        except NotHeard as failed:
            failure = Failure("source_unavailable", failed.message)
            async with self._job.unit_of_work() as session:
                claims = ClaimRepository(session, self._job.id)
                await claims.fail(_SCOPE, {stored.sha256: failure})
            raise
        except asyncio.CancelledError:
            await asyncio.shield(self._let_go(stored))
            raise
        await self._let_go(stored)

    async def _let_go(self, stored: StoredObject) -> None:
        """Others need not wait for the claim's end. Not fenced: it is only our own."""
        async with self._job.database.unit_of_work() as session:
            claims = ClaimRepository(session, self._job.id)
            await claims.release(_SCOPE, [stored.sha256])


def _part(note: NoteProgress, place: int, count: int) -> NoteProgress:
    """Notes the progress of one of several as that of all."""
    return lambda done_ratio: note((place + done_ratio) / count)

"""One run of CollectMedia: medium by medium, what is stored is not fetched again."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from libs.common.contracts.social import CollectMedia, MediaCollected
from libs.common.jobs.handlers import Job
from services.social.collection.claiming import keep_claims
from services.social.collection.repository import (
    ClaimRepository,
    CollectionRepository,
)
from services.social.media.bringing import SCOPE, MediumBringer
from services.social.media.fetching import MediaFetcher, MediumNotStored
from services.social.media.models import PostMedia
from services.social.media.renewing import renew_addresses
from services.social.media.repository import MediaRepository
from services.social.posts.models import Post
from services.social.posts.repository import PostRepository
from services.social.resources import SocialResources
from services.social.side_by_side import run_side_by_side
from services.social.sources.source import Failure

_AT_ONCE = 4
_PAUSE_SECONDS = 0.3


class MediaCollection:
    """One run, for one post."""

    def __init__(
        self,
        job: Job,
        message: CollectMedia,
        own: SocialResources,
        fetcher: MediaFetcher,
    ) -> None:
        self._job = job
        self._message = message
        self._own = own
        self._fetcher = fetcher
        self._claim = timedelta(seconds=own.settings.collection_claim_seconds)

    async def run(self) -> MediaCollected:
        """How many media are stored. Raises PostNotFound.

        Those that somebody else is fetching are waited for."""
        async with self._job.unit_of_work() as session:
            posts = PostRepository(session, self._message.owner_id)
            post = await posts.get(self._message.post_id)
            runs = CollectionRepository(session)
            started_at = await runs.begin_run(self._job.id)
            await MediaRepository(session).note_look(post.id, self._own.clock.now())
        while True:
            to_fetch, waiting = await self._claim_missing(post.id, started_at)
            if to_fetch:
                async with keep_claims(self._job, self._claim):
                    has_more = await self._bring_all(post, to_fetch, started_at)
            elif waiting:
                await asyncio.sleep(_PAUSE_SECONDS)
            if not waiting and not (to_fetch and has_more):
                break
        async with self._job.database.read() as session:
            return _summarise(await MediaRepository(session).list_of_post(post.id))

    async def _claim_missing(
        self, post_id: UUID, started_at: datetime
    ) -> tuple[list[PostMedia], int]:
        """The media that are ours to fetch, and how many others are fetching.

        What failed since this run was first begun, in whatever run, is settled."""
        async with self._job.unit_of_work() as session:
            media = MediaRepository(session)
            claims = ClaimRepository(session, self._job.id)
            missing = await media.list_missing(post_id)
            keys = [str(medium.id) for medium in missing]
            taken = await claims.take(SCOPE, keys, self._claim, since=started_at)
            failed = await claims.find_failed(SCOPE, keys, since=started_at)
            # Whoever had one may have stored it just before it became ours.
            still_missing = await media.list_missing(post_id)
            ours = [medium for medium in still_missing if str(medium.id) in taken]
            if len(ours) < len(taken):
                await claims.release(SCOPE, taken - {str(m.id) for m in ours})
        others = {str(m.id) for m in still_missing} - taken - failed.keys()
        return ours, len(others)

    async def _bring_all(
        self, post: Post, media: Sequence[PostMedia], started_at: datetime
    ) -> bool:
        """Each is stored, or failed; whose address had run out is tried once more.

        Whether the post was collected anew, and may have got further media."""
        bringer = MediumBringer(self._job, self._own, self._fetcher, post)
        errors = await self._try_each(bringer, media)
        expired = [m for m in media if m.id in errors and errors[m.id].is_expired]
        if expired:
            renewed = await renew_addresses(
                self._job, self._own, post, expired, started_at
            )
            for medium in renewed:
                del errors[medium.id]
            errors |= await self._try_each(bringer, renewed)
        if errors:
            await self._note_failures(errors)
        return bool(expired)

    async def _try_each(
        self, bringer: MediumBringer, media: Sequence[PostMedia]
    ) -> dict[UUID, MediumNotStored]:
        async def bring(medium: PostMedia) -> tuple[UUID, MediumNotStored | None]:
            try:
                await bringer.bring(medium)
            except MediumNotStored as error:
                return medium.id, error
            return medium.id, None

        ends = await run_side_by_side(map(bring, media), at_once=_AT_ONCE)
        return {medium_id: error for medium_id, error in ends if error}

    async def _note_failures(self, errors: dict[UUID, MediumNotStored]) -> None:
        async with self._job.unit_of_work() as session:
            for medium_id, error in sorted(errors.items()):
                await MediaRepository(session).set_values(
                    medium_id,
                    failure_reason=error.reason,
                    failure_message=error.message,
                )
            await CollectionRepository(session).add_costs(self._job.id, len(errors), 0)
            await ClaimRepository(session, self._job.id).fail(
                SCOPE,
                {str(k): Failure(e.reason, e.message) for k, e in errors.items()},
            )


def _summarise(media: Sequence[PostMedia]) -> MediaCollected:
    return MediaCollected(
        total=len(media),
        stored=sum(1 for medium in media if medium.file),
        failures=tuple(
            f"{medium.kind} {medium.position + 1}: {medium.failure_message}"
            for medium in media
            if not medium.file
        ),
    )

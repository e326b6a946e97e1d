"""One run of CollectMedia: medium by medium, what is stored is not fetched again."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from libs.common.contracts.social import CollectMedia, MediaCollected
from libs.common.jobs.handlers import Job
from services.social.collection.claiming import keep_claims
from services.social.collection.repository import (
    ClaimRepository,
    CollectionRepository,
)
from services.social.media.fetching import MediaFetcher, MediumNotStored
from services.social.media.models import PostMedia
from services.social.media.repository import MediaRepository
from services.social.posts.repository import PostRepository
from services.social.side_by_side import run_side_by_side
from services.social.sources.source import Failure

_SCOPE = "media"
_AT_ONCE = 4
_PAUSE_SECONDS = 0.3


class MediaCollection:
    """One run, for one post."""

    def __init__(
        self, job: Job, message: CollectMedia, fetcher: MediaFetcher, claim: timedelta
    ) -> None:
        self._job = job
        self._message = message
        self._fetcher = fetcher
        self._claim = claim

    async def run(self) -> MediaCollected:
        """How many media are stored. Raises PostNotFound.

        Those that somebody else is fetching are waited for."""
        async with self._job.unit_of_work() as session:
            posts = PostRepository(session, self._message.owner_id)
            post = await posts.get(self._message.post_id)
            runs = CollectionRepository(session)
            started_at = await runs.begin_run(self._job.id)
        while True:
            to_fetch, waiting = await self._claim_missing(post.id, started_at)
            if to_fetch:
                async with keep_claims(self._job, self._claim):
                    await run_side_by_side(
                        (self._bring(medium) for medium in to_fetch), at_once=_AT_ONCE
                    )
            elif waiting:
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
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
            taken = await claims.take(_SCOPE, keys, self._claim, since=started_at)
            failed = await claims.find_failed(_SCOPE, keys, since=started_at)
            # Whoever had one may have stored it just before it became ours.
            still_missing = await media.list_missing(post_id)
            ours = [medium for medium in still_missing if str(medium.id) in taken]
            await claims.release(_SCOPE, taken - {str(medium.id) for medium in ours})
        others = {str(m.id) for m in still_missing} - taken - failed.keys()
        return ours, len(others)

    async def _bring(self, medium: PostMedia) -> None:
        """Fetches one medium and stores what came of it."""
        failure: Failure | None = None
        try:
            stored = await self._fetcher.fetch(
                medium.source_url,
                post_id=medium.post_id,
                medium_id=medium.id,
                is_video=medium.kind == "video",
            )
            values: dict[str, Any] = {
                "file": stored.key,
                "content_type": stored.content_type,
                "size_bytes": stored.size_bytes,
                "stored_at": self._job.resources.clock.now(),
            }
            if stored.size:
                values |= {"width": stored.size.width, "height": stored.size.height}
        except MediumNotStored as error:
            failure, values = Failure(error.reason, error.message), {}
        values["failure_reason"] = failure.reason if failure else None
        values["failure_message"] = failure.message if failure else None
        key = str(medium.id)
        async with self._job.unit_of_work() as session:
            await MediaRepository(session).set_values(medium.id, **values)
            await CollectionRepository(session).add_costs(self._job.id, 1, 0)
            claims = ClaimRepository(session, self._job.id)
            if failure:
                await claims.fail(_SCOPE, {key: failure})
            else:
                await claims.release(_SCOPE, [key])


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

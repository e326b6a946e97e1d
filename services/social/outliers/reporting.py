"""Tells an owner of new outliers of the accounts that he follows, of each once."""

from datetime import datetime, timedelta
from uuid import UUID

from libs.common.clock import Clock
from libs.common.contracts.domain_events import PostOutlierFound
from libs.common.db.session import WriteSession
from libs.common.ids import derived_id
from libs.common.jobs.client import Jobs
from services.social.creators.models import FollowedCreator
from services.social.outliers.repository import NewOutlier, OutlierRepository

_NEWS_FOR = timedelta(days=30)
"""What is older when it is found is listed, and nobody is told."""


class OutlierReports:
    """Works in the transaction that ends an order of standings: with it, what was
    found is noted and told, or neither."""

    def __init__(
        self, session: WriteSession, jobs: Jobs, clock: Clock, owner_id: UUID
    ) -> None:
        self._session = session
        self._jobs = jobs
        self._clock = clock
        self._owner_id = owner_id
        self._outliers = OutlierRepository(session, owner_id)

    async def report(self, platform: str, creator_key: str) -> None:
        """Notes the account's outliers that are not noted yet, if the owner follows
        it, and publishes those that are news."""
        followed = await self._outliers.lock_followed(platform, creator_key)
        if followed is None:
            return
        now = self._clock.now()
        for found in await self._outliers.find_new(platform, creator_key):
            is_news = _is_news(found, followed, now)
            is_new = await self._outliers.note(found, is_news=is_news, found_at=now)
            if is_news and is_new:
                await self._publish(found, now)
        if followed.judged_at is None:
            await self._outliers.set_judged(followed.id, now)

    async def _publish(self, found: NewOutlier, now: datetime) -> None:
        event = PostOutlierFound(
            owner_id=self._owner_id,
            post_id=found.post_id,
            platform=found.platform,
            platform_post_id=found.platform_post_id,
            post_url=found.url,
            creator_key=found.creator_key,
            creator_name=found.creator_name,
            multiple=found.multiple,
            band=found.band,
            published_at=found.published_at,
            found_at=now,
        )
        event_id = derived_id("outlier", self._owner_id, found.post_id)
        await self._jobs.publish(self._session, event, event_id=event_id)


def _is_news(found: NewOutlier, followed: FollowedCreator, now: datetime) -> bool:
    """Not so what was an outlier already when he began to follow, nor old posts that
    only became one because others of their creator have changed."""
    if found.published_at is None or found.published_at < now - _NEWS_FOR:
        return False
    return followed.judged_at is not None or found.published_at >= followed.created_at

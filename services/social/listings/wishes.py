"""Which of the posts at hand should have more of their creator's to compare with."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.standing.judging import SMALLEST_SAMPLE
from services.social.baselines.repository import BaselineRepository
from services.social.listings.deciding import (
    Listing,
    ListingKey,
    ListingLimits,
    build_key,
    is_due,
)
from services.social.listings.repository import ListingRepository
from services.social.posts.models import Post
from services.social.sources.registry import SourceRegistry
from services.social.sources.source import CreatorTarget


class BaselineWishes:
    """Says so of posts that are held, as one owner sees them."""

    def __init__(
        self, session: AsyncSession, sources: SourceRegistry, limits: ListingLimits
    ) -> None:
        self._session = session
        self._sources = sources
        self._limits = limits

    async def find(
        self, owner_id: UUID, posts: Iterable[Post], now: datetime
    ) -> set[UUID]:
        """Those whose creator was never listed, and of whom too little is held.

        What is held and fresh costs nothing: so once is enough, until it is stale."""
        unlisted = await self._find_unlisted(posts, now)
        groups = {(p.platform, p.creator_key, p.format) for p in unlisted}
        baselines = BaselineRepository(self._session, owner_id)
        counts = await baselines.count_alike(groups)
        return {
            post.id
            for post in unlisted
            # The post is among them itself.
            if counts.get((post.platform, post.creator_key, post.format), 0)
            <= SMALLEST_SAMPLE
        }

    async def _find_unlisted(self, posts: Iterable[Post], now: datetime) -> list[Post]:
        keys = {
            post: build_key(post.platform, post.creator_key, post.format)
            for post in posts
            if may_be_listed(post, self._sources, self._limits)
        }
        listings = await ListingRepository(self._session).find(keys.values())
        return [
            post for post, key in keys.items() if self._is_unlisted(listings, key, now)
        ]

    def _is_unlisted(
        self, listings: Mapping[ListingKey, Listing], key: ListingKey, now: datetime
    ) -> bool:
        listing = listings.get(key)
        was_listed = listing is not None and listing.reason is None
        return not was_listed and is_due(listing, now, self._limits)


def may_be_listed(post: Post, sources: SourceRegistry, limits: ListingLimits) -> bool:
    """Whether anybody can be asked for the newest posts of the post's creator.

    Not of an import: it brings its own baseline."""
    if post.owner_id is not None or post.is_invented or not limits.posts:
        return False
    return sources.can_list(build_creator(post))


def build_creator(post: Post) -> CreatorTarget:
    """The account that has published the post."""
    name = post.username.lstrip("@")
    # Where a source knows no handle, the name that is shown stands there.
    handle = name if name and not any(c.isspace() for c in name) else None
    return CreatorTarget(
        post.platform, post.creator_key, handle=handle, kind=post.format
    )

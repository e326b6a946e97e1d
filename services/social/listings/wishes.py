"""Which of the posts at hand should have more of their creator's to compare with."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.social.listings.deciding import ListingLimits, build_key, is_due
from services.social.listings.repository import ListingRepository
from services.social.posts.models import Post
from services.social.sources.registry import SourceRegistry
from services.social.sources.source import CreatorTarget


async def find_wishes(
    session: AsyncSession,
    posts: Iterable[Post],
    now: datetime,
    sources: SourceRegistry,
    limits: ListingLimits,
) -> set[UUID]:
    """Those of the held posts whose creator could be listed, and never was.

    What is held and fresh costs nothing: so once is enough, until it is stale."""
    keys = {
        post.id: build_key(post.platform, post.creator_key, post.format)
        for post in posts
        if may_be_listed(post, sources, limits)
    }
    listings = await ListingRepository(session).find(keys.values())
    found: set[UUID] = set()
    for post_id, key in keys.items():
        listing = listings.get(key)
        was_listed = listing is not None and listing.reason is None
        if not was_listed and is_due(listing, now, limits):
            found.add(post_id)
    return found


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

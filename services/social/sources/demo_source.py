"""The invented posts as a source: it answers for their ids, and for no others."""

from collections.abc import Sequence
from datetime import datetime

from libs.common.clock import Clock
from libs.common.post_urls import is_demo_id
from services.social.demo.posts import demo_posts
from services.social.sources.collected_post import CollectedPost
from services.social.sources.source import (
    CollectionOutcome,
    CreatorTarget,
    Failure,
    Target,
)


class DemoSource:
    """A `Source` without network."""

    name = "demo"
    platforms = frozenset({"instagram", "x", "youtube"})
    batch_size = 100

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def accepts(self, target: Target) -> bool:
        """See `Source`."""
        return is_demo_id(target.post_id)

    async def collect(self, targets: Sequence[Target]) -> CollectionOutcome:
        """See `Source`."""
        known = {
            (post.platform, post.platform_post_id): post
            for post in demo_posts(self._clock.now())
        }
        outcome = CollectionOutcome()
        for target in targets:
            post = known.get((target.platform, target.post_id))
            if post:
                outcome.posts[target.post_id] = post
            else:
                failure = Failure("not_found", "There is no such demo post.")
                outcome.failures[target.post_id] = failure
        return outcome

    def accepts_creator(self, creator: CreatorTarget) -> bool:
        """See `CreatorSource`."""
        return (creator.creator_key or "").startswith("demo-")

    async def list_recent(self, creator: CreatorTarget, most: int) -> CollectionOutcome:
        """See `CreatorSource`."""
        posts = [
            post
            for post in demo_posts(self._clock.now())
            if (post.platform, post.creator_key)
            == (creator.platform, creator.creator_key)
        ]
        if not posts:
            failure = Failure("not_found", "There is no such demo creator.")
            return CollectionOutcome(failures={creator.name: failure})
        newest = sorted(posts, key=_published_at, reverse=True)[:most]
        return CollectionOutcome(posts={p.platform_post_id: p for p in newest})

    async def close(self) -> None:
        """See `Source`. Nothing is open."""


def _published_at(post: CollectedPost) -> datetime:
    return post.published_at or post.as_of

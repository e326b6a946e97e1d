"""The invented posts as a source: it answers for their ids, and for no others."""

from collections.abc import Sequence

from libs.common.clock import Clock
from libs.common.post_urls import is_demo_id
from services.social.demo.posts import demo_posts
from services.social.sources.source import CollectionOutcome, Failure, Target


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

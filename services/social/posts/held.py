"""Which posts are held and need not be fetched again."""

from collections.abc import Sequence
from datetime import datetime

from libs.common.clock import Clock
from libs.common.contracts.social import HeldAnswer, HeldQuestion, PostReference
from services.social.collection.repository import CollectionRepository
from services.social.posts.freshness import Freshness
from services.social.posts.models import Post
from services.social.posts.repository import PostRepository


def serves_as_held(post: Post, now: datetime, freshness: Freshness) -> bool:
    """Whether the post can be analysed without asking anybody outside.

    One that a listing told in part has figures, but perhaps no media or words."""
    return post.is_whole and freshness.covers(post, now)


class HeldPosts:
    """Answers what needs no outside call, for one owner."""

    def __init__(
        self,
        posts: PostRepository,
        collection: CollectionRepository,
        clock: Clock,
        freshness: Freshness,
    ) -> None:
        self._posts = posts
        self._collection = collection
        self._clock = clock
        self._freshness = freshness

    async def check(self, question: HeldQuestion) -> HeldAnswer:
        """True per reference where analysing it needs no outside call, in order."""
        identities = await self._identify(question.references)
        known = [identity for identity in identities if identity]
        held = await self._posts.find_by_identity(known)
        now = self._clock.now()
        return HeldAnswer(
            held=tuple(
                bool(identity)
                and identity in held
                and serves_as_held(held[identity], now, self._freshness)
                for identity in identities
            )
        )

    async def _identify(
        self, references: Sequence[PostReference]
    ) -> list[tuple[str, str] | None]:
        """(platform, id) of each; None for a short link never followed."""
        resolved: dict[tuple[str, str], str] = {}
        for platform in {r.platform for r in references if r.post_id is None}:
            urls = [r.url for r in references if r.platform == platform]
            pointers = await self._collection.find_pointers(platform, urls)
            for url, pointer in pointers.items():
                resolved[platform, url] = pointer.platform_post_id
        return [
            (r.platform, post_id)
            if (post_id := r.post_id or resolved.get((r.platform, r.url)))
            else None
            for r in references
        ]

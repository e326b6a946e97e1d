"""Which posts are held and need not be fetched again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.clock import Clock
from libs.common.contracts.social import HeldAnswer, HeldQuestion, PostReference
from services.social.collection.repository import CollectionRepository
from services.social.listings.deciding import ListingLimits, build_limits
from services.social.listings.wishes import BaselineWishes
from services.social.posts.freshness import Freshness, build_freshness
from services.social.posts.models import Post
from services.social.posts.repository import PostRepository
from services.social.settings import Settings
from services.social.sources.registry import SourceRegistry


@dataclass(frozen=True, slots=True)
class HeldRules:
    """What makes a held post do without asking anybody outside."""

    freshness: Freshness
    sources: SourceRegistry
    limits: ListingLimits

    def serves(self, post: Post, now: datetime) -> bool:
        """Whether the post itself need not be fetched.

        One that a listing told in part has figures, but perhaps no media or words."""
        return post.is_whole and self.freshness.covers(post, now)

    async def find_wishes(
        self,
        session: AsyncSession,
        owner_id: UUID,
        posts: Iterable[Post],
        now: datetime,
    ) -> set[UUID]:
        """Those whose creator is still to be listed."""
        wishes = BaselineWishes(session, self.sources, self.limits)
        return await wishes.find(owner_id, posts, now)


def build_held_rules(settings: Settings, sources: SourceRegistry) -> HeldRules:
    """The rules as the settings have them."""
    return HeldRules(build_freshness(settings), sources, build_limits(settings))


class HeldPosts:
    """Answers what needs no outside call, for one owner."""

    def __init__(
        self, session: AsyncSession, owner_id: UUID, clock: Clock, rules: HeldRules
    ) -> None:
        self._session = session
        self._posts = PostRepository(session, owner_id)
        self._collection = CollectionRepository(session)
        self._clock = clock
        self._rules = rules

    async def check(self, question: HeldQuestion) -> HeldAnswer:
        """True per reference where analysing it needs no outside call, in order."""
        identities = await self._identify(question.references)
        known = [identity for identity in identities if identity]
        held = await self._posts.find_by_identity(known)
        now = self._clock.now()
        fresh = {k: post for k, post in held.items() if self._rules.serves(post, now)}
        wishes = await self._rules.find_wishes(
            self._session, question.owner_id, fresh.values(), now
        )
        done = {key for key, post in fresh.items() if post.id not in wishes}
        return HeldAnswer(held=tuple(identity in done for identity in identities))

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

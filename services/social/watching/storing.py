"""What a look brought, stored in the caller's transaction."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from libs.common.clock import Clock
from libs.common.db.session import WriteSession
from services.social.creators.models import Creator
from services.social.creators.repository import CreatorRepository
from services.social.listings.deciding import (
    Listed,
    Listing,
    ListingKey,
    describe,
    is_for_all,
)
from services.social.listings.repository import ListingRepository
from services.social.saving.merging import MergeRule
from services.social.saving.preparing import SavePlan
from services.social.saving.service import PostSaver, SavedPost
from services.social.sources.collected_post import CollectedPost
from services.social.sources.registry import ChainOutcome
from services.social.sources.source import Failure
from services.social.takedowns.guard import TakedownGuard
from services.social.vendor_jobs.repository import VendorJobRepository
from services.social.watching.models import CreatorLook
from services.social.watching.repository import LookRepository
from services.social.watching.schedule import find_next_look

# Each look tells the figures of its moment.
_RULE = MergeRule(always_snapshot=True, confirms_time=True)
_SPENT = Failure(
    "rate_limited",
    "Looking at creators has cost as much in the last 24 hours as "
    "CREATOR_WATCH_DAILY_USD allows. It goes on by itself.",
)


class LookStore:
    """Posts, the account's state, and the look itself, all at once."""

    def __init__(self, session: WriteSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock
        self._creators = CreatorRepository(session)
        self._looks = LookRepository(session)

    async def store(
        self,
        creator_id: UUID,
        look_id: UUID,
        outcome: ChainOutcome,
        *,
        failure: Failure | None,
        every: timedelta,
    ) -> CreatorLook:
        """Stores what the sources told. The posts are public."""
        creator = await self._creators.find_locked(creator_id)
        look = await self._looks.get(look_id)
        look.stored_at = self._clock.now()
        look.outside_calls = outcome.calls
        look.cost_micro_usd = outcome.cost_micro_usd
        if failure and not outcome.posts:
            look.reason, look.message = failure.reason, failure.message
        await VendorJobRepository(self._session).finish(outcome.receipts)
        if creator is None:  # nobody follows it any more
            return look
        if look.reason is None:
            creator = await self._store_posts(creator, look, outcome)
        self._note(creator, look, every)
        await self._session.flush()
        return look

    async def refuse(
        self, creator: Creator, look_id: UUID, every: timedelta
    ) -> CreatorLook:
        """Notes that nobody was asked, for the money is spent."""
        now = self._clock.now()
        look = await self._looks.open(look_id, creator.id, 0, now)
        look.stored_at = now
        look.reason, look.message = _SPENT.reason, _SPENT.message
        self._note(creator, look, every)
        return look

    async def adopt(
        self,
        creator: Creator,
        look_id: UUID,
        listing: Listing,
        *,
        most: int,
        every: timedelta,
    ) -> CreatorLook:
        """A look that asks nobody: its posts were listed a moment ago for comparing."""
        look = await self._looks.open(look_id, creator.id, most, self._clock.now())
        look.stored_at = listing.listed_at
        look.post_ids = list(listing.post_ids[:most])
        look.source = creator.source = listing.source
        self._note(creator, look, every)
        await self._session.flush()
        return look

    async def _note_listing(
        self, creator: Creator, look: CreatorLook, told: Sequence[Listed], *, came: int
    ) -> None:
        """Others need not list the account for comparing, if they would be told no
        more."""
        if creator.creator_key is None:
            return
        key = ListingKey(creator.platform, creator.creator_key, "")
        listings = ListingRepository(self._session)
        kept = (await listings.find([key])).get(key)
        listing = describe(told, self._clock.now(), asked=look.most, came=came)
        tells_less = kept and not kept.reason and not listing.tells(kept.asked)
        if is_for_all(listing) and not tells_less:
            await listings.keep(key, listing, look.cost_micro_usd)

    async def _store_posts(
        self, creator: Creator, look: CreatorLook, outcome: ChainOutcome
    ) -> Creator:
        """Stores the account's posts; the account, which may prove to be another one
        that is known already."""
        await TakedownGuard(self._session).strike(outcome)
        by_source: dict[str, list[CollectedPost]] = {}
        for source, post in outcome.posts.values():
            by_source.setdefault(source, []).append(post)
        everything = [post for posts in by_source.values() for post in posts]
        key = _find_key(creator, everything)
        stored: list[tuple[CollectedPost, SavedPost]] = []
        for source, posts in sorted(by_source.items()):
            theirs = [post for post in posts if post.creator_key == key]
            plan = SavePlan(
                owner_id=None, origin=source, fetched_at=self._clock.now(), rule=_RULE
            )
            saved = await PostSaver(self._session).save(theirs, plan)
            stored += zip(theirs, saved, strict=True)
            look.source = source
        stored.sort(key=lambda pair: _published_at(pair[0]), reverse=True)
        look.post_ids = [saved.post_id for _, saved in stored]
        told = [Listed(look.source or "", s.post_id, p.published_at) for p, s in stored]
        look.new_posts = sum(saved.outcome == "imported" for _, saved in stored)
        if key is None or not stored:
            return creator
        creator = await self._identify(creator, key)
        await self._note_listing(creator, look, told, came=len(everything))
        look.creator_id = creator.id
        creator.creator_name = stored[0][0].creator_name
        creator.source = look.source
        return creator

    async def _identify(self, creator: Creator, key: str) -> Creator:
        """Notes whose posts these are; one account under two names becomes one."""
        if creator.creator_key == key:
            return creator
        known = await self._creators.find_keyed(creator.platform, key)
        if known and known.id != creator.id:
            await self._creators.merge(creator, known)
            return known
        creator.creator_key = key
        await self._creators.add_alias(creator, key)
        return creator

    def _note(self, creator: Creator, look: CreatorLook, every: timedelta) -> None:
        now = self._clock.now()
        creator.looked_at = now
        creator.failure_reason, creator.failure_message = look.reason, look.message
        if look.reason is None:
            creator.succeeded_at = now
            creator.failures = 0
        else:
            creator.failures += 1
        creator.next_look_at = find_next_look(
            creator.id, now, every, failures=creator.failures, reason=look.reason
        )


def _find_key(creator: Creator, posts: Sequence[CollectedPost]) -> str | None:
    """The account's key: lists may hold posts of others that it has passed on."""
    if creator.creator_key:
        return creator.creator_key
    keys = Counter(post.creator_key for post in posts)
    handle = (creator.handle or "").lower()
    if handle in keys:
        return handle
    return keys.most_common(1)[0][0] if keys else None


def _published_at(post: CollectedPost) -> datetime:
    return post.published_at or datetime.min.replace(tzinfo=UTC)

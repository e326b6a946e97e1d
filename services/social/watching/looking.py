"""One look at an account: its newest posts, stored, and given to who follows it.

Killed anywhere and run again, it goes on from what is stored: who is asked and paid is
asked once, and a library that has the posts already gets nothing twice."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from libs.common.db.session import WriteSession
from libs.common.db.tombstones import hold_back_erasures
from libs.common.jobs.handlers import Job
from services.social.collection.claiming import keep_claims
from services.social.collection.repository import ClaimRepository
from services.social.creators.models import Creator
from services.social.creators.repository import CreatorRepository
from services.social.listings.deciding import Listing, ListingKey, is_for_all
from services.social.listings.repository import ListingRepository
from services.social.posts.freshness import is_recent
from services.social.sources.registry import SourceRegistry
from services.social.sources.source import CreatorTarget
from services.social.standings.orders import StandingOrders
from services.social.watching.models import CreatorLook
from services.social.watching.repository import (
    LookRepository,
    SharingRepository,
    WatchRepository,
)
from services.social.watching.storing import LookStore

log = structlog.get_logger()

_SCOPE = "creator"
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 1.0
_OWNERS_AT_ONCE = 100
_DAY = timedelta(days=1)
_FAILURE_STANDS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class LookOptions:
    """Whom to ask, for how many posts, how long a list stays fresh, how often the
    watch comes by, and how long a claim lasts unrenewed.

    `daily_micro_usd` is what the watch may spend in 24 hours; None: somebody pays for
    this look himself."""

    sources: SourceRegistry
    most: int
    freshness: timedelta
    every: timedelta
    claim: timedelta
    daily_micro_usd: int | None


@dataclass(frozen=True, slots=True)
class _Begun:
    """How a look stands: `known` if there is nothing to ask, `creator` if it is ours
    to ask, neither while somebody else is asking."""

    creator: Creator | None = None
    known: CreatorLook | None = None


class CreatorGone(Exception):
    """The account is not known any more: nobody follows it."""


class CreatorLooking:
    """The look of one message at one account."""

    def __init__(self, job: Job, creator_id: UUID, options: LookOptions) -> None:
        self._job = job
        self._creator_id = creator_id
        self._options = options
        self._clock = job.resources.clock

    async def look(self) -> CreatorLook:
        """The newest look: this one, unless somebody's is fresh still.

        Whoever looks at the same moment is waited for: his look is ours. Raises
        CreatorGone."""
        pause = _FIRST_PAUSE_SECONDS
        while True:
            begun = await self._begin()
            if begun.known:
                return begun.known
            if begun.creator:
                return await self._ask(begun.creator)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def share(self, look: CreatorLook) -> None:
        """Gives the look's posts to all who follow the account, and has them judged
        where that may change something."""
        after = UUID(int=0)
        is_ours = look.id == self._job.id and look.reason is None
        while look.post_ids:
            async with self._job.unit_of_work() as session:
                owners = await WatchRepository(session).list_followers(
                    look.creator_id, after=after, limit=_OWNERS_AT_ONCE
                )
                erased = await hold_back_erasures(session, owners)
                kept = [owner for owner in owners if owner not in erased]
                new = await SharingRepository(session).share(kept, look.post_ids)
                creator = await CreatorRepository(session).get(look.creator_id)
                orders = StandingOrders(session, self._job.jobs)
                for owner in kept:
                    if creator.creator_key and (is_ours or owner in new):
                        key = (creator.platform, creator.creator_key)
                        await orders.ask(owner, [key])
            if len(owners) < _OWNERS_AT_ONCE:
                break
            after = owners[-1]
        async with self._job.unit_of_work() as session:
            await LookRepository(session).finish(self._job.id, self._clock.now())

    async def _begin(self) -> _Begun:
        now = self._clock.now()
        async with self._job.unit_of_work() as session:
            looks = LookRepository(session)
            own = await looks.find(self._job.id)
            if own and own.stored_at:
                return _Begun(known=own)
            creator = await CreatorRepository(session).find_locked(self._creator_id)
            if creator is None:
                raise CreatorGone
            last = await looks.find_last_stored(creator.id)
            if last and self._is_fresh(last):
                return _Begun(known=last)
            if listing := await self._find_listing(session, creator):
                adopted = await LookStore(session, self._clock).adopt(
                    creator,
                    self._job.id,
                    listing,
                    most=self._options.most,
                    every=self._options.every,
                )
                return _Begun(known=adopted)
            if await self._is_spent(looks):
                refused = await LookStore(session, self._clock).refuse(
                    creator, self._job.id, self._options.every
                )
                return _Begun(known=refused)
            claims = ClaimRepository(session, self._job.id)
            key = str(creator.id)
            lease = self._options.claim
            if not await claims.take(_SCOPE, [key], lease, since=now):
                return _Begun()
            await looks.open(self._job.id, creator.id, self._options.most, now)
            return _Begun(creator=creator)

    def _is_fresh(self, look: CreatorLook) -> bool:
        now = self._clock.now()
        if look.stored_at is None:
            return False
        if look.reason:
            lasts = min(self._options.freshness, _FAILURE_STANDS)
            return is_recent(look.stored_at, now, lasts)
        has_enough = look.most >= self._options.most or len(look.post_ids) < look.most
        return has_enough and is_recent(look.stored_at, now, self._options.freshness)

    async def _find_listing(
        self, session: WriteSession, creator: Creator
    ) -> Listing | None:
        """What was listed for comparing just now, if a look would bring the same."""
        if creator.creator_key is None:
            return None
        key = ListingKey(creator.platform, creator.creator_key, "")
        listing = (await ListingRepository(session).find([key])).get(key)
        if listing is None or listing.reason or not is_for_all(listing):
            return None
        now, lasts = self._clock.now(), self._options.freshness
        is_fresh = is_recent(listing.listed_at, now, lasts)
        return listing if is_fresh and listing.tells(self._options.most) else None

    async def _is_spent(self, looks: LookRepository) -> bool:
        cap = self._options.daily_micro_usd
        if cap is None:
            return False
        spent = await looks.sum_costs(self._clock.now() - _DAY)
        if spent and spent >= cap:
            log.warning("watch_budget_spent", spent_micro_usd=spent, cap=cap)
            return True
        return False

    async def _ask(self, creator: Creator) -> CreatorLook:
        target = CreatorTarget(
            platform=creator.platform,
            creator_key=creator.creator_key
            or (creator.handle if creator.is_invented else None)
            or _find_channel_id(creator),
            handle=creator.handle,
            url=creator.url,
        )
        async with keep_claims(self._job, self._options.claim):
            outcome = await self._options.sources.list_recent(
                target, self._options.most
            )
        async with self._job.unit_of_work() as session:
            look = await LookStore(session, self._clock).store(
                creator.id,
                self._job.id,
                outcome,
                failure=outcome.failures.get(target.name),
                every=self._options.every,
            )
            claims = ClaimRepository(session, self._job.id)
            await claims.release(_SCOPE, [str(creator.id)])
        return look


def _find_channel_id(creator: Creator) -> str | None:
    """An account that was named by its channel id has nothing else."""
    return creator.url.rpartition("/")[2] if creator.handle is None else None

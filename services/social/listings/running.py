"""One run of CollectBaseline: a creator is listed once for all who need the listing.

After a crash it is run again; what was stored stands, and is not asked for again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import structlog

from libs.common.contracts.social import (
    BaselineCollected,
    CollectBaseline,
    MetricBasis,
    PostMetrics,
)
from libs.common.db.session import WriteSession
from libs.common.jobs.handlers import Job
from libs.common.standing.basis import choose_basis
from libs.common.standing.nearest import LARGEST_SAMPLE
from services.social.baselines.repository import BaselineRepository
from services.social.collection.claiming import keep_claims
from services.social.collection.repository import (
    ClaimRepository,
    CollectionRepository,
)
from services.social.listings.deciding import (
    Listed,
    Listing,
    ListingKey,
    ListingLimits,
    build_key,
    can_reach,
    describe,
    is_due,
    is_enough,
)
from services.social.listings.repository import Limit, ListingRepository
from services.social.listings.wishes import build_creator, may_be_listed
from services.social.posts.freshness import Freshness
from services.social.posts.models import Post
from services.social.posts.repository import PostRepository
from services.social.saving.merging import MergeRule
from services.social.saving.preparing import SavePlan
from services.social.saving.service import PostSaver
from services.social.sources.registry import ChainOutcome, SourceRegistry
from services.social.sources.source import CreatorTarget, Failure
from services.social.standings.orders import StandingOrders
from services.social.takedowns.guard import TakedownGuard
from services.social.vendor_jobs.repository import VendorJobRepository

log = structlog.get_logger()

_PAUSE_SECONDS = 0.3
_LIMITS: dict[Limit, str] = {
    "creators": "The other posts of so many creators were collected for this request "
    "that it may have no more.",
    "money": "Collecting more of the creators' other posts would cost more than a "
    "request may.",
}

# A listing looks at posts that nobody asked for: what it does not find changed
# needs no snapshot.
_RULE = MergeRule(always_snapshot=False, confirms_time=True)

Step = Literal["list", "wait", "end"]


@dataclass(frozen=True, slots=True)
class BaselineOptions:
    """Whom to ask, within which limits, how long a claim lasts unrenewed."""

    sources: SourceRegistry
    limits: ListingLimits
    freshness: Freshness
    claim: timedelta


@dataclass(frozen=True, slots=True)
class _Subject:
    """The post that is to be compared, and whose it is."""

    post: Post
    basis: MetricBasis
    key: ListingKey
    creator: CreatorTarget

    @property
    def scope(self) -> str:
        """Under which its creator is claimed: by name, kinds apart."""
        return f"creators/{self.key.platform}/{self.key.kind}"


class BaselineCollection:
    """One run, for one post."""

    def __init__(
        self, job: Job, message: CollectBaseline, options: BaselineOptions
    ) -> None:
        self._job = job
        self._message = message
        self._options = options
        self._clock = job.resources.clock
        self._collected = 0
        self._failure: Failure | None = None
        self._limit: Limit | None = None

    async def run(self) -> BaselineCollected:
        """What there is to compare the post with in the end. Raises PostNotFound."""
        subject = await self._begin()
        if subject is None:
            return BaselineCollected(comparable=0)
        while (step := await self._take_step(subject)) != "end":
            if step == "wait":
                # Somebody else lists the creator: his result will be ours.
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
                await self._list(subject)
        return await self._finish(subject)

    async def _begin(self) -> _Subject | None:
        """The post, if anything can be compared with it and somebody can be asked."""
        message = self._message
        async with self._job.unit_of_work() as session:
            repository = CollectionRepository(session)
            self._started_at = await repository.begin_run(self._job.id)
            await repository.begin_request(message.request_id, message.owner_id)
            posts = PostRepository(session, message.owner_id)
            post = await posts.get(message.post_id)
        basis = choose_basis(PostMetrics(**post.metrics))
        options = self._options
        if basis is None or post.published_at is None:
            return None
        if not may_be_listed(post, options.sources, options.limits):
            return None
        key = build_key(post.platform, post.creator_key, post.format)
        return _Subject(post, basis, key, build_creator(post))

    async def _take_step(self, subject: _Subject) -> Step:
        """Whether to ask for the listing, wait for somebody else's, or be content."""
        key, limits = subject.key, self._options.limits
        async with self._job.unit_of_work() as session:
            claims = ClaimRepository(session, self._job.id)
            name = key.creator_key
            taken = await claims.take(
                subject.scope, [name], self._options.claim, since=self._started_at
            )
            if not taken:
                return "wait"
            # Looked at under the claim: whoever had it before has stored his listing.
            is_wanted = await self._is_wanted(session, subject)
            if is_wanted:
                self._limit = await ListingRepository(session).reserve(
                    self._message.request_id, key, limits, self._clock.now()
                )
            if is_wanted and self._limit is None:
                return "list"
            await claims.release(subject.scope, [name])
            return "end"

    async def _is_wanted(self, session: WriteSession, subject: _Subject) -> bool:
        now, limits = self._clock.now(), self._options.limits
        found = await ListingRepository(session).find([subject.key])
        listing = found.get(subject.key)
        published_at = subject.post.published_at
        if not is_due(listing, now, limits):
            if listing and listing.reason and self._failure is None:
                self._failure = Failure(listing.reason, listing.message or "")  # type: ignore[arg-type]  # as stored
            return False
        if published_at is None or not can_reach(listing, published_at):
            return False
        baselines = BaselineRepository(session, self._message.owner_id)
        nearest = await baselines.list_seen(subject.post, subject.basis, LARGEST_SAMPLE)
        return not is_enough(nearest, now, self._options.freshness, limits)

    async def _list(self, subject: _Subject) -> None:
        """Asks for the creator's newest posts, and stores them with what they cost."""
        sources, limits = self._options.sources, self._options.limits
        async with keep_claims(self._job, self._options.claim):
            outcome = await sources.list_recent(subject.creator, limits.posts)
        failure = outcome.failures.get(subject.creator.name)
        self._failure = None if outcome.posts else failure
        if self._failure:
            log.warning("creator_not_listed", reason=self._failure.reason)
        async with self._job.unit_of_work() as session:
            await CollectionRepository(session).add_costs(
                self._job.id, outcome.calls, outcome.cost_micro_usd
            )
            await TakedownGuard(session).strike(outcome)
            stored = await self._store(session, subject.key, outcome)
            await VendorJobRepository(session).finish(outcome.receipts)
            listings = ListingRepository(session)
            await listings.keep(
                subject.key,
                self._describe(stored, len(outcome.posts)),
                outcome.cost_micro_usd,
            )
            await listings.settle(
                self._message.request_id, subject.key, outcome.cost_micro_usd
            )
            claims = ClaimRepository(session, self._job.id)
            await claims.release(subject.scope, [subject.key.creator_key])
        self._collected = len(outcome.posts)

    async def _store(
        self, session: WriteSession, key: ListingKey, outcome: ChainOutcome
    ) -> list[Listed]:
        """Stores what was listed: public, and in nobody's library. Gives back what is
        the creator's own."""
        stored: list[Listed] = []
        for source in sorted({name for name, _ in outcome.posts.values()}):
            posts = [post for name, post in outcome.posts.values() if name == source]
            plan = SavePlan(
                owner_id=None, origin=source, fetched_at=self._clock.now(), rule=_RULE
            )
            saved = await PostSaver(session).save(posts, plan)
            stored += [
                Listed(source, each.post_id, post.published_at)
                for post, each in zip(posts, saved, strict=True)
                if post.creator_key == key.creator_key
            ]
        return stored

    def _describe(self, stored: Sequence[Listed], came: int) -> Listing:
        now, failure = self._clock.now(), self._failure
        if failure:
            return Listing(now, reason=failure.reason, message=failure.message)
        return describe(stored, now, asked=self._options.limits.posts, came=came)

    async def _finish(self, subject: _Subject) -> BaselineCollected:
        owner_id = self._message.owner_id
        async with self._job.unit_of_work() as session:
            # By others, too, it may have been listed since the library was sorted.
            creator = (subject.key.platform, subject.key.creator_key)
            await StandingOrders(session, self._job.jobs).ask(owner_id, [creator])
            baselines = BaselineRepository(session, owner_id)
            nearest = await baselines.list_seen(
                subject.post, subject.basis, LARGEST_SAMPLE
            )
            calls, cost = await CollectionRepository(session).read_costs(self._job.id)
        message = _LIMITS[self._limit] if self._limit else None
        return BaselineCollected(
            comparable=len(nearest),
            collected=self._collected,
            reason=self._failure.reason if self._failure else None,
            message=self._failure.message if self._failure else message,
            outside_calls=calls,
            cost_micro_usd=cost,
        )

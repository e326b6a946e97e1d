"""One run of CollectPosts: what is held, else what the platform's sources say.

After a crash it is run again: answers that were stored stand, and only what no answer
was stored for is asked for once more."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from libs.common.contracts.social import CollectPosts, PostsCollected
from libs.common.db.session import WriteSession
from libs.common.jobs.handlers import Job
from libs.common.post_urls import is_demo_id
from services.social.collection.answers import AnswerBook, Wanted
from services.social.collection.claiming import keep_claims
from services.social.collection.pointers import OpenHop
from services.social.collection.repository import (
    ClaimRepository,
    CollectionRepository,
)
from services.social.collection.targets import TargetFinder
from services.social.posts.held import HeldRules
from services.social.saving.merging import MergeRule
from services.social.saving.preparing import SavePlan
from services.social.saving.service import PostSaver
from services.social.showcase.loading import ensure_demo_loaded
from services.social.side_by_side import cut, run_side_by_side
from services.social.sources.collected_post import CollectedPost
from services.social.sources.registry import ChainOutcome, SourceRegistry
from services.social.sources.source import CreatorTarget
from services.social.standings.orders import StandingOrders
from services.social.takedowns.guard import TAKEN_DOWN, TakedownGuard
from services.social.takedowns.repository import TakedownRepository
from services.social.vendor_jobs.repository import VendorJobRepository

# The pace is set by each vendor's quota, this only bounds what lies in memory.
_BATCHES_AT_ONCE = 16
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 1.0

# Each collection tells the figures of its moment.
_RULE = MergeRule(always_snapshot=True, confirms_time=True)


@dataclass(frozen=True, slots=True)
class CollectionOptions:
    """Whom to ask, what need not be asked for, how long a claim lasts unrenewed."""

    sources: SourceRegistry
    open_hop: OpenHop
    held: HeldRules
    claim: timedelta


class PostCollection:
    """One run, for one message."""

    def __init__(
        self, job: Job, message: CollectPosts, options: CollectionOptions
    ) -> None:
        self._job = job
        self._message = message
        self._options = options
        self._clock = job.resources.clock
        self._book = AnswerBook(job.id, message, self._clock, options.held)

    async def run(self) -> PostsCollected:
        """An answer for each reference, in the order asked."""
        await self._begin()
        finder = TargetFinder(
            self._job, self._message, self._book, self._options.open_hop
        )
        wanted = await self._refuse_taken_down(await finder.find_targets())
        pause = _FIRST_PAUSE_SECONDS
        while wanted:
            wanted = await self._work(wanted)
            if wanted:
                # Somebody else is fetching these: his result will be ours.
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
        answers = self._book.list_answers()
        async with self._job.unit_of_work() as session:
            await StandingOrders(session, self._job.jobs).ask_for_posts(
                self._message.owner_id, [a.post_id for a in answers if a.post_id]
            )
            costs = await CollectionRepository(session).read_costs(self._job.id)
        return PostsCollected(
            posts=answers,
            outside_calls=costs[0],
            cost_micro_usd=costs[1],
        )

    async def _begin(self) -> None:
        message = self._message
        async with self._job.unit_of_work() as session:
            repository = CollectionRepository(session)
            self._started_at = await repository.begin_run(self._job.id)
            await repository.begin_request(message.request_id, message.owner_id)
            await self._book.load(session)
            if any(is_demo_id(r.post_id or "") for r in message.references):
                await ensure_demo_loaded(session, self._clock.now())

    async def _refuse_taken_down(self, wanted: dict[str, Wanted]) -> dict[str, Wanted]:
        """Answers what was taken down, so that nobody is asked; gives back the rest."""
        if not wanted:
            return wanted
        platform = self._message.platform
        async with self._job.unit_of_work() as session:
            takedowns = TakedownRepository(session)
            down = await takedowns.find_down((platform, key) for key in wanted)
            refused = {key: TAKEN_DOWN for _, key in down}
            await self._book.answer_failed(session, wanted, refused)
        return {key: w for key, w in wanted.items() if key not in refused}

    async def _work(self, wanted: dict[str, Wanted]) -> dict[str, Wanted]:
        """Answers what can be answered now; gives back what others are fetching."""
        platform, since = self._message.platform, self._started_at
        async with self._job.unit_of_work() as session:
            claims = ClaimRepository(session, self._job.id)
            rest = await self._book.answer_held(session, wanted)
            rest = await self._book.answer_not_held(session, rest)
            taken = await claims.take(platform, rest, self._options.claim, since=since)
            # Whoever had one may have finished just before it became ours.
            ours = {key: rest[key] for key in taken}
            to_fetch = await self._book.answer_held(session, ours)
            await claims.release(platform, ours.keys() - to_fetch.keys())
            others = {key: w for key, w in rest.items() if key not in taken}
            failed = await claims.find_failed(platform, list(others), since=since)
            await self._book.answer_failed(session, others, failed)
        await self._fetch(to_fetch)
        return {key: w for key, w in others.items() if key not in failed}

    async def _fetch(self, wanted: Mapping[str, Wanted]) -> None:
        """Asks the sources, batch by batch, and stores each batch as it comes."""
        if not wanted:
            return
        async with keep_claims(self._job, self._options.claim):
            await run_side_by_side(
                (self._fetch_batch(batch) for batch in self._split(wanted.values())),
                at_once=_BATCHES_AT_ONCE,
            )

    def _split(self, wanted: Iterable[Wanted]) -> list[Sequence[Wanted]]:
        by_size: dict[int, list[Wanted]] = {}
        for entry in wanted:
            size = self._options.sources.batch_size(entry.target)
            by_size.setdefault(size, []).append(entry)
        return [
            batch for size, entries in by_size.items() for batch in cut(entries, size)
        ]

    async def _fetch_batch(self, batch: Sequence[Wanted]) -> None:
        wanted = {w.target.post_id: w for w in batch}

        async def settle(part: ChainOutcome) -> None:
            await self._settle(wanted, part)

        targets = [w.target for w in batch]
        await self._options.sources.collect_by_parts(targets, settle)

    async def _settle(
        self, wanted: Mapping[str, Wanted], outcome: ChainOutcome
    ) -> None:
        """Stores and answers what is settled; the rest stays claimed."""
        platform = self._message.platform
        async with self._job.unit_of_work() as session:
            claims = ClaimRepository(session, self._job.id)
            await CollectionRepository(session).add_costs(
                self._job.id, outcome.calls, outcome.cost_micro_usd
            )
            await TakedownGuard(session).strike(outcome)
            await self._store(session, wanted, outcome)
            await self._book.answer_failed(session, wanted, outcome.failures)
            await claims.release(platform, outcome.posts)
            await claims.fail(platform, outcome.failures)
            await VendorJobRepository(session).finish(outcome.receipts)

    async def _store(
        self,
        session: WriteSession,
        wanted: Mapping[str, Wanted],
        outcome: ChainOutcome,
    ) -> None:
        """Stores collected posts and answers for them. They are public."""
        for source in sorted({name for name, _ in outcome.posts.values()}):
            posts = {k: p for k, (name, p) in outcome.posts.items() if name == source}
            plan = SavePlan(
                owner_id=None, origin=source, fetched_at=self._clock.now(), rule=_RULE
            )
            saved = await PostSaver(session).save(list(posts.values()), plan)
            by_key = dict(zip(posts, saved, strict=True))
            wishes = {key for key, post in posts.items() if self._may_be_listed(post)}
            await self._book.answer_collected(
                session, wanted, by_key, source, wishes=wishes
            )

    def _may_be_listed(self, post: CollectedPost) -> bool:
        held = self._options.held
        if post.is_invented or not held.limits.posts:
            return False
        creator = CreatorTarget(post.platform, post.creator_key)
        return held.sources.can_list(creator)

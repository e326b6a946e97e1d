"""One run of ComputeStandings: order by order, each creator in one pass."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from libs.common.contracts.social import MetricBasis, PostMetrics
from libs.common.db.session import ReadSession, WriteSession
from libs.common.jobs.handlers import Job
from libs.common.standing.basis import choose_basis, read_metric
from libs.common.standing.judging import judge
from libs.common.standing.nearest import Timeline
from services.social.baselines.repository import BaselineRepository
from services.social.outliers.reporting import OutlierReports
from services.social.standings.repository import (
    Order,
    OrderRepository,
    StandingRepository,
    Subject,
)

_POSTS_AT_ONCE = 500

Timelines = dict[tuple[str, MetricBasis], Timeline[int]]


class StandingRun:
    """One run, for one owner. A killed one begins again at the order it was at."""

    def __init__(self, job: Job, owner_id: UUID) -> None:
        self._job = job
        self._owner_id = owner_id

    async def run(self) -> None:
        """Works until nothing is ordered, what is ordered meanwhile included."""
        while order := await self._find_next():
            await self._compute(order)
            async with self._job.unit_of_work() as session:
                standings = StandingRepository(session, self._owner_id)
                await standings.forget_removed()
                await self._outliers(session).report(*order.creator)
                await OrderRepository(session).end(self._owner_id, order)

    def _outliers(self, session: WriteSession) -> OutlierReports:
        clock = self._job.resources.clock
        return OutlierReports(session, self._job.jobs, clock, self._owner_id)

    async def _find_next(self) -> Order | None:
        async with self._job.database.read() as session:
            return await OrderRepository(session).find_next(self._owner_id)

    async def _compute(self, order: Order) -> None:
        """Writes the standings of all the creator's posts in the library.

        In short transactions one after the other: many such runs share few
        connections, and none may wait for a second one."""
        timelines: Timelines = {}
        async with self._job.database.read() as session:
            standings = StandingRepository(session, self._owner_id)
            post_ids = await standings.list_subjects(order.creator)
        for start in range(0, len(post_ids), _POSTS_AT_ONCE):
            async with self._job.database.read() as session:
                standings = StandingRepository(session, self._owner_id)
                chosen = post_ids[start : start + _POSTS_AT_ONCE]
                posts = await standings.load_subjects(chosen)
                await self._complete(timelines, session, posts, order)
            rows = await asyncio.to_thread(judge_posts, posts, order, timelines)
            async with self._job.unit_of_work() as session:
                standings = StandingRepository(session, self._owner_id)
                await standings.write(rows, order.taken_at)

    async def _complete(
        self,
        timelines: Timelines,
        session: ReadSession,
        posts: Sequence[Subject],
        order: Order,
    ) -> None:
        """Loads the timelines that these posts are compared with and are not there."""
        baselines = BaselineRepository(session, self._owner_id)
        for post_format, basis in sorted(_needed(posts) - timelines.keys()):
            counts = await baselines.list_counts(order.creator, post_format, basis)
            timelines[post_format, basis] = await asyncio.to_thread(Timeline, counts)


def _needed(posts: Sequence[Subject]) -> set[tuple[str, MetricBasis]]:
    """The formats and bases that these posts are compared by."""
    found: set[tuple[str, MetricBasis]] = set()
    for post in posts:
        basis = choose_basis(PostMetrics(**post.metrics))
        if basis is not None and post.published_at is not None:
            found.add((post.format, basis))
    return found


def judge_posts(
    posts: Sequence[Subject], order: Order, timelines: Timelines
) -> list[dict[str, Any]]:
    """The rows of `post_standings`, as `StandingRepository.write` takes them.

    `timelines` hold all of the creator's posts, by format and basis."""
    return [
        {
            "post_id": post.id,
            "platform": order.platform,
            "creator_key": order.creator_key,
            **_judge_one(post, timelines),
        }
        for post in posts
    ]


def _judge_one(post: Subject, timelines: Timelines) -> dict[str, Any]:
    metrics = PostMetrics(**post.metrics)
    basis = choose_basis(metrics)
    value = None if basis is None else read_metric(metrics, basis)
    counts: list[int] = []
    if basis is not None and post.published_at is not None:
        timeline = timelines[post.format, basis]
        counts = timeline.find_nearest(post.published_at, post.platform_post_id)
    standing = judge(basis, value, counts, has_time=post.published_at is not None)
    return {
        "state": standing.state,
        "basis": basis,
        "value": value,
        "usual": standing.usual,
        "multiple": standing.multiple,
        "band": standing.band,
        "sample_size": standing.sample_size,
        "others": sorted(counts),
    }

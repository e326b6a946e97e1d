"""A stage for followed creators: billing's limit, and a source that lists by rule."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from libs.common.contracts.base import Message
from libs.common.contracts.billing import PlanLimits
from libs.common.identity import Identity
from services.social.sources.collected_post import CollectedPost
from services.social.sources.source import (
    CollectionOutcome,
    CreatorTarget,
    Failure,
    Target,
)
from tests.factories.social import NOON, build_post, youtube_id
from tests.social.running import Social

FOLLOWED = "/api/v1/social/creators/followed"
OUTLIERS = "/api/v1/social/creators/outliers"


@dataclass
class Billing:
    """Billing as social meets it: one route."""

    max_handles: int = 3
    asked: Counter[UUID] = field(default_factory=Counter)

    def build_routes(self) -> FastAPI:
        """The route."""
        app = FastAPI()

        @app.get("/internal/billing/limits")
        async def read_limits(owner_id: UUID) -> PlanLimits:
            self.asked[owner_id] += 1
            return PlanLimits(
                plan_id="free",
                max_urls=20,
                max_analyses_per_day=25,
                max_handles=self.max_handles,
            )

        return app


@dataclass
class Listing:
    """A source that knows the newest posts of some accounts, by handle or key.

    `failures` are told instead; while `hold` is set, nobody is answered."""

    posts: dict[str, list[CollectedPost]] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)
    cost_micro_usd: int = 100
    hold: asyncio.Event | None = None
    asked: list[tuple[CreatorTarget, int]] = field(default_factory=list)

    name = "listing"
    platforms = frozenset({"youtube", "instagram", "x"})
    batch_size = 10

    def accepts(self, _: Target) -> bool:
        """See `Source`."""
        return False

    def accepts_creator(self, _: CreatorTarget) -> bool:
        """See `CreatorSource`."""
        return True

    async def collect(self, targets: Sequence[Target]) -> CollectionOutcome:
        """See `Source`."""
        raise NotImplementedError(targets)

    async def list_recent(self, creator: CreatorTarget, most: int) -> CollectionOutcome:
        """See `CreatorSource`."""
        self.asked.append((creator, most))
        if self.hold:
            await self.hold.wait()
        known = {creator.creator_key or "", (creator.handle or "").lower()}
        outcome = CollectionOutcome(calls=1, cost_micro_usd=self.cost_micro_usd)
        missing = Failure("not_found", "There is no such channel.")
        posts = next((self.posts[name] for name in known if name in self.posts), None)
        failure = next(
            (self.failures[name] for name in known if name in self.failures),
            missing if posts is None else None,
        )
        if failure:
            outcome.failures[creator.name] = failure
            return outcome
        newest = sorted(posts or [], key=_published_at, reverse=True)[:most]
        outcome.posts.update({post.platform_post_id: post for post in newest})
        return outcome

    async def close(self) -> None:
        """See `Source`."""


def _published_at(post: CollectedPost) -> Any:
    return post.published_at


def build_list(
    count: int = 10, *, start: int = 1, **counts: Any
) -> list[CollectedPost]:
    """So many videos of Ada, the newest a day old, each with about the same views."""
    return [
        build_post(
            number,
            platform_post_id=youtube_id(number),
            published_at=NOON - timedelta(days=number),
            **{"views": 1_000 + number, **counts},
        )
        for number in range(start, start + count)
    ]


@dataclass
class Stage:
    """Social with both, and the questions that tests ask it."""

    social: Social
    billing: Billing
    listing: Listing

    async def ask(
        self, who: Identity | None, method: str, path: str, **options: Any
    ) -> Any:
        """The answer of one request."""
        async with self.social.client(who) as client:
            return await client.request(method, path, **options)

    async def follow(
        self, who: Identity, creator: str = "@ada", platform: str | None = "youtube"
    ) -> Any:
        """Follows, and expects to be let in."""
        body = {"creator": creator, "platform": platform}
        answer = await self.ask(who, "POST", FOLLOWED, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def read(self, who: Identity, followed_id: str) -> Any:
        """A followed creator as it is shown."""
        answer = await self.ask(who, "GET", f"{FOLLOWED}/{followed_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def list_library(self, who: Identity, **query: Any) -> list[str]:
        """The platform's ids of what the library shows."""
        query = {"limit": 100, **query}
        answer = await self.ask(who, "GET", "/api/v1/social/posts", params=query)
        assert answer.status_code == 200, answer.text
        return [post["platform_post_id"] for post in answer.json()["items"]]

    async def list_outliers(self, who: Identity, **query: Any) -> Any:
        """What was found for him."""
        answer = await self.ask(who, "GET", OUTLIERS, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def send(self, message: Message) -> UUID:
        """Sends a message to social's own worker."""
        social = self.social.resources
        async with social.database.unit_of_work() as session:
            return await social.jobs.send(session, message)

    async def settle(self) -> None:
        """Waits until nothing is to be done any more; a worker must run."""
        async with asyncio.timeout(20):
            while await self.is_busy():
                again = "SELECT name, error FROM inbox WHERE attempts > 1"
                assert not (failed := await self.social.ask(again)), failed
                await asyncio.sleep(0.02)

    async def is_busy(self) -> bool:
        """Whether there is anything to be done."""
        return bool(
            await self.social.ask(
                "SELECT 1 FROM inbox WHERE state IN ('pending', 'running') "
                "UNION ALL SELECT 1 FROM outbox WHERE acknowledged_at IS NULL "
                "AND target = 'social'"
            )
        )

    async def list_events(self, name: str) -> list[Any]:
        """The events of a name that were published."""
        rows = await self.social.ask(
            "SELECT envelope->'payload' FROM outbox "
            f"WHERE envelope->>'name' = '{name}' ORDER BY id"
        )
        return [row[0] for row in rows]

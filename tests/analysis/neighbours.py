"""Social and billing as analysis meets them: their routes and jobs, played by rule.

They answer over real sockets and real queues; what they answer is set per post. The
real services meet in the journeys under tests/e2e."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from libs.common.contracts.billing import ReserveUsage, SettleUsage, UsageReserved
from libs.common.contracts.social import (
    Baseline,
    BaselineCollected,
    BaselinePost,
    CollectBaseline,
    CollectedReference,
    CollectMedia,
    CollectPosts,
    HearPost,
    HeldAnswer,
    HeldQuestion,
    ListRecentPosts,
    MediaCollected,
    PostDetail,
    PostMetrics,
    PostReference,
    PostsCollected,
    PostTranscribed,
    RecentPosts,
    StopHearing,
    TranscribePost,
)
from libs.common.ids import derived_id
from libs.common.jobs.handlers import Handlers, Job
from libs.common.resources import Resources
from libs.common.settings import CommonSettings

SEEN_AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


class SocialSettings(CommonSettings):
    """So that the stand-in listens to social's queue."""

    service_name: ClassVar[str] = "social"


class BillingSettings(CommonSettings):
    """So that the stand-in listens to billing's queue."""

    service_name: ClassVar[str] = "billing"


@dataclass
class Neighbours:
    """What they will answer, and what they were asked.

    `reasons[id]` are the failures of the next collections of that post, in order;
    `broken_reads[id]` how many reads of it answer 503 first; `refusal` what billing
    refuses with. Views of a post are 1,000 unless `views` says otherwise; its nine
    others have 1,000 to 1,008. `more_others` is how many more each collection of a
    baseline brings; 0 = nobody is told that there are any. With `heard` posts come
    without words, and this is what is heard in them."""

    url: str = ""
    reasons: dict[str, list[str]] = field(default_factory=dict)
    broken_reads: Counter[str] = field(default_factory=Counter)
    views: dict[str, int] = field(default_factory=dict)
    others: int = 9
    more_others: int = 0
    hold_baseline: asyncio.Event | None = None
    baseline_fails: bool = False
    heard: PostTranscribed | None = None
    hold_hearing: asyncio.Event | None = None
    stopped: list[StopHearing] = field(default_factory=list)
    hears: list[HearPost] = field(default_factory=list)
    recent: list[str] = field(default_factory=list)
    recent_reasons: list[str] = field(default_factory=list)
    listed: list[ListRecentPosts] = field(default_factory=list)
    media_fails: bool = False
    hold: asyncio.Event | None = None
    refusal: tuple[int, dict[str, Any]] | None = None
    hold_billing: asyncio.Event | None = None
    collected: Counter[str] = field(default_factory=Counter)
    media: Counter[UUID] = field(default_factory=Counter)
    transcribed: Counter[UUID] = field(default_factory=Counter)
    baselines: Counter[UUID] = field(default_factory=Counter)
    reservations: list[ReserveUsage] = field(default_factory=list)
    settlements: list[SettleUsage] = field(default_factory=list)
    names: dict[UUID, str] = field(default_factory=dict)

    async def _list_recent(self, _: Job, message: ListRecentPosts) -> RecentPosts:
        self.listed.append(message)
        if self.recent_reasons:
            told = {"reason": self.recent_reasons.pop(0), "message": "Told by a test."}
            return RecentPosts.model_validate(told)
        posts = tuple(
            PostReference(
                platform="youtube",
                post_id=name,
                url=f"https://www.youtube.com/watch?v={name}",
            )
            for name in self.recent[: message.count]
        )
        return RecentPosts(posts=posts, outside_calls=1, cost_micro_usd=7)

    def social_handlers(self) -> Handlers:
        """The jobs of social."""
        handlers = Handlers()
        handlers.long(CollectPosts, self._collect)
        handlers.long(CollectBaseline, self._collect_baseline)
        handlers.long(ListRecentPosts, self._list_recent)
        handlers.long(CollectMedia, self._collect_media)
        handlers.long(TranscribePost, self._transcribe)
        handlers.long(StopHearing, self._stop_hearing)
        return handlers

    def speech_handlers(self) -> Handlers:
        """The job of social's speech worker."""
        handlers = Handlers()
        handlers.long(HearPost, self._hear)
        return handlers

    def billing_handlers(self) -> Handlers:
        """The jobs of billing."""
        handlers = Handlers()

        async def settle(_: Resources, __: Any, message: SettleUsage) -> None:
            self.settlements.append(message)

        handlers.short(SettleUsage, settle)
        return handlers

    async def _collect(self, _: Job, message: CollectPosts) -> PostsCollected:
        posts = []
        for reference in message.references:
            name = reference.post_id or reference.url
            self.collected[name] += 1
            if self.reasons.get(name):
                reason = self.reasons[name].pop(0)
                posts.append(
                    CollectedReference.model_validate(
                        {"url": reference.url, "reason": reason}
                    )
                )
                continue
            post_id = derived_id("post", message.platform, name)
            self.names[post_id] = name
            posts.append(
                CollectedReference(
                    url=reference.url,
                    post_id=post_id,
                    platform_post_id=name,
                    source="stand-in",
                    wants_baseline=bool(self.more_others),
                )
            )
        return PostsCollected(posts=tuple(posts), outside_calls=1)

    async def _collect_baseline(
        self, _: Job, message: CollectBaseline
    ) -> BaselineCollected:
        self.baselines[message.post_id] += 1
        if self.hold_baseline:
            await self.hold_baseline.wait()
        if self.baseline_fails:
            return BaselineCollected(
                comparable=self.others,
                reason="rate_limited",
                message="The stand-in takes no more requests now.",
                outside_calls=1,
            )
        self.others += self.more_others
        return BaselineCollected(
            comparable=self.others,
            collected=self.more_others,
            outside_calls=2,
            cost_micro_usd=700,
        )

    async def _collect_media(self, _: Job, message: CollectMedia) -> MediaCollected:
        self.media[message.post_id] += 1
        if self.hold:
            await self.hold.wait()
        if self.media_fails:
            return MediaCollected(total=1, stored=0, failures=("timeout",))
        return MediaCollected(total=1, stored=1)

    async def _transcribe(self, _: Job, message: TranscribePost) -> PostTranscribed:
        self.transcribed[message.post_id] += 1
        can_be_heard = self.heard is not None
        return PostTranscribed(
            state="missing", source="none", can_be_heard=can_be_heard
        )

    async def _hear(self, job: Job, message: HearPost) -> PostTranscribed:
        self.hears.append(message)
        await job.tell_progress(0.57)
        await asyncio.sleep(0.1)
        if self.hold_hearing:
            await self.hold_hearing.wait()
        assert self.heard
        return self.heard

    async def _stop_hearing(self, _: Job, message: StopHearing) -> None:
        self.stopped.append(message)

    def build_routes(self) -> FastAPI:
        """The internal routes of both."""
        app = FastAPI()

        @app.post("/internal/billing/reservations", response_model=None)
        async def reserve(body: ReserveUsage) -> UsageReserved | JSONResponse:
            if self.hold_billing:
                await self.hold_billing.wait()
            if self.refusal:
                return JSONResponse(self.refusal[1], self.refusal[0])
            self.reservations.append(body)
            return UsageReserved(
                reservation_id=body.reservation_id,
                expires_at=SEEN_AT + timedelta(hours=1),
                left_today=5,
            )

        @app.post("/internal/social/posts/held")
        async def find_held(body: HeldQuestion) -> HeldAnswer:
            return HeldAnswer(held=tuple(False for _ in body.references))

        @app.get("/internal/social/posts/{post_id}", response_model=None)
        async def read_post(post_id: UUID) -> PostDetail | JSONResponse:
            name = self.names[post_id]
            if self.broken_reads[name] > 0:
                self.broken_reads[name] -= 1
                return JSONResponse({"error": "down", "code": "Down"}, 503)
            return self._post(post_id)

        @app.get("/internal/social/posts/{post_id}/baseline")
        async def read_baseline(post_id: UUID, request: Request) -> Baseline:
            assert request.query_params["owner_id"]
            return self._baseline()

        return app

    def _post(self, post_id: UUID) -> PostDetail:
        name = self.names[post_id]
        return PostDetail(
            id=post_id,
            platform="youtube",
            platform_post_id=name,
            url=f"https://www.youtube.com/watch?v={name}",
            format="video",
            creator_key="maker",
            creator_name="Maker",
            title=f"Film {name}",
            published_at=SEEN_AT - timedelta(days=20),
            duration_seconds=300,
            metrics=PostMetrics(views=self.views.get(name, 1_000), likes=10),
            metrics_as_of=SEEN_AT,
            origin="import",
            fetched_at=SEEN_AT,
        )

    def _baseline(self) -> Baseline:
        posts = tuple(
            BaselinePost(
                id=derived_id("other", number),
                platform_post_id=f"other-{number}",
                format="video",
                published_at=SEEN_AT - timedelta(days=21 + number),
                metrics=PostMetrics(views=1_000 + number, likes=10),
            )
            for number in range(self.others)
        )
        return Baseline(basis="views", has_time=True, held=len(posts), posts=posts)


@asynccontextmanager
async def serve(app: FastAPI) -> AsyncIterator[str]:
    """The application on a free port of this machine; its address."""
    config = uvicorn.Config(app, port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task

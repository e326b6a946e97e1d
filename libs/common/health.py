"""Health of a service: does the process live, can it work, how much waits."""

import asyncio
from collections.abc import Awaitable
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from libs.common.analytics.log_queue import LogQueue
from libs.common.jobs import inbox_figures, outbox
from libs.common.jobs.worker import Worker, life_sign_key
from libs.common.resources import Resources
from libs.common.schemas import Schema

router = APIRouter(tags=["health"])

_PATIENCE_SECONDS = 2.0


class PartHealth(Schema):
    """One thing the service depends on."""

    is_ok: bool
    error: str | None = None


class JobFigures(Schema):
    """How much work waits, and how many workers live, also of each lane.

    `dead` needs an operator."""

    outbox_waiting: int
    outbox_oldest_seconds: float
    inbox: dict[str, int]
    workers: int
    lanes: dict[str, int] = Field(default_factory=dict)


class AccessLogFiguresRead(Schema):
    """Requests on their way to the access log; `sent` and `lost` since the start."""

    waiting: int
    sent: int
    lost: int


class HealthRead(Schema):
    """`ok`, `degraded` (works, but something needs attention) or `down`."""

    service: str
    status: Literal["ok", "degraded", "down"]
    database: PartHealth
    redis: PartHealth
    jobs: JobFigures | None = None
    access_log: AccessLogFiguresRead | None = None


class LivenessRead(Schema):
    """Whether the process is to be left alone. `stalled`: loops of a worker that hang,
    which only a new start mends."""

    status: Literal["ok", "stalled"]
    stalled: list[str] = Field(default_factory=list)


@router.get("/health/live")
async def read_liveness(request: Request, response: Response) -> LivenessRead:
    """The process answers; of a worker: and its loops go round."""
    worker: Worker | None = getattr(request.app.state, "worker", None)
    stalled = worker.sweeper.find_stalled() if worker else []
    if stalled:
        response.status_code = 503
    return LivenessRead(status="stalled" if stalled else "ok", stalled=stalled)


@router.get("/health/ready")
async def read_readiness(request: Request, response: Response) -> HealthRead:
    """Its database answers; without Redis it is degraded, but ready."""
    health = await check_health(request.app.state.resources)
    if health.status == "down":
        response.status_code = 503
    return health


@router.get("/health")
async def read_health(request: Request, response: Response) -> HealthRead:
    """All of it, with figures."""
    resources: Resources = request.app.state.resources
    health = await check_health(resources)
    if health.status == "down":
        response.status_code = 503
        return health
    figures = await _job_figures(resources)
    has_workers = figures.workers and all(figures.lanes.values())
    is_fine = health.status == "ok" and has_workers and not figures.inbox["dead"]
    status: Literal["ok", "degraded"] = "ok" if is_fine else "degraded"
    return health.model_copy(
        update={
            "jobs": figures,
            "status": status,
            "access_log": _access_log_figures(request),
        }
    )


async def check_health(resources: Resources) -> HealthRead:
    """Asks the database and Redis, each for at most 2 s."""
    database, redis = await asyncio.gather(
        _check(resources.database.ping()), _check(_ping(resources))
    )
    status: Literal["ok", "degraded", "down"] = "ok" if redis.is_ok else "degraded"
    if not database.is_ok:
        status = "down"
    return HealthRead(
        service=resources.settings.service_name,
        status=status,
        database=database,
        redis=redis,
    )


def _access_log_figures(request: Request) -> AccessLogFiguresRead | None:
    access_log: LogQueue[Any] | None = getattr(request.app.state, "access_log", None)
    if access_log is None:
        return None
    return AccessLogFiguresRead.model_validate(access_log.figures)


async def _ping(resources: Resources) -> None:
    await resources.redis.ping()


async def _check(question: Awaitable[None]) -> PartHealth:
    try:
        await asyncio.wait_for(question, _PATIENCE_SECONDS)
    except (SQLAlchemyError, RedisError, OSError, TimeoutError) as error:
        return PartHealth(is_ok=False, error=type(error).__name__)
    return PartHealth(is_ok=True)


async def _job_figures(resources: Resources) -> JobFigures:
    async with resources.database.read() as session:
        waiting = await outbox.figures(session)
        states = await inbox_figures.count_by_state(session)
    return JobFigures(
        outbox_waiting=waiting.waiting,
        outbox_oldest_seconds=round(waiting.oldest_seconds, 1),
        inbox={"pending": 0, "running": 0, "dead": 0, **states},
        workers=await _count_workers(resources),
        lanes={
            lane: await _count_workers(resources, lane)
            for lane in resources.settings.lanes
        },
    )


async def _count_workers(resources: Resources, lane: str = "") -> int:
    pattern = life_sign_key(resources.settings.service_name, lane)
    try:
        return len([key async for key in resources.redis.scan_iter(match=pattern)])
    except (RedisError, OSError):
        return 0

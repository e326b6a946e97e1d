"""`/metrics` of a process: what it counted, and how much waits at this moment.

On the process's own port, which lies inside: the gateway's public door leads nowhere
near it."""

import asyncio
from collections.abc import Awaitable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from libs.common.analytics.log_queue import LogQueue
from libs.common.db.session import Database
from libs.common.jobs import inbox_figures, outbox
from libs.common.jobs.worker import Worker
from libs.common.resources import Resources

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

router = APIRouter(include_in_schema=False)

Found = TypeVar("Found")

_PATIENCE_SECONDS = 2.0
_AWAY = (SQLAlchemyError, RedisError, OSError, TimeoutError)
_STATES = ("pending", "running", "dead")


@router.get("/metrics")
async def read_metrics(request: Request) -> Response:
    """All figures of this process in Prometheus' text format."""
    state = request.app.state
    resources: Resources = state.resources
    worker: Worker | None = getattr(state, "worker", None)
    access_log: LogQueue[Any] | None = getattr(state, "access_log", None)
    queues = [*resources.log_queues, *([access_log] if access_log else [])]
    at_this_moment = [
        *await _ask_stores(resources),
        *_pool(resources.database),
        *_log_queues(queues),
        *(_worker(worker) if worker else ()),
    ]
    text = resources.metrics.render() + _render(at_this_moment)
    return Response(text, media_type=CONTENT_TYPE)


async def _ask_stores(resources: Resources) -> list[Metric]:
    """Whether the stores answer; and what waits in the database, while it does."""
    messages, pong, own = await asyncio.gather(
        _ask(_read_messages(resources.database)),
        _ask(_ping(resources)),
        _ask(resources.read_figures()),
    )
    up = GaugeMetricFamily(
        "dependency_up", "1 while it answers this process", labels=["dependency"]
    )
    up.add_metric(["database"], float(messages is not None))
    up.add_metric(["redis"], float(pong is not None))
    return [up, *(messages or []), *(own or [])]


async def _ask(question: Awaitable[Found]) -> Found | None:
    try:
        return await asyncio.wait_for(question, _PATIENCE_SECONDS)
    except _AWAY:
        return None


async def _ping(resources: Resources) -> bool:
    return bool(await resources.redis.ping())


async def _read_messages(database: Database) -> list[Metric]:
    async with database.read() as session:
        outgoing = await outbox.figures(session)
        states = await inbox_figures.count_by_state(session)
        oldest = await inbox_figures.find_longest_wait(session)
    incoming = GaugeMetricFamily(
        "inbox_messages", "Messages that have come and not ended", labels=["state"]
    )
    for name in _STATES:
        incoming.add_metric([name], states.get(name, 0))
    return [
        GaugeMetricFamily(
            "outbox_messages_waiting",
            "Messages sent, but not acknowledged yet",
            outgoing.waiting,
        ),
        GaugeMetricFamily(
            "outbox_oldest_message_seconds",
            "How long the oldest of them has waited",
            outgoing.oldest_seconds,
        ),
        incoming,
        GaugeMetricFamily(
            "inbox_longest_wait_seconds",
            "How long the message that is due longest has waited for a worker",
            oldest,
        ),
    ]


def _pool(database: Database) -> Iterator[Metric]:
    pool = database.pool_figures
    yield GaugeMetricFamily(
        "database_pool_size", "Connections that may be open at once", pool.size
    )
    yield GaugeMetricFamily(
        "database_pool_in_use", "Connections that work has taken", pool.in_use
    )
    yield GaugeMetricFamily(
        "database_pool_waiting", "Pieces of work that wait for one", pool.waiting
    )


def _log_queues(queues: Sequence[LogQueue[Any]]) -> Iterator[Metric]:
    waiting = GaugeMetricFamily(
        "log_entries_waiting", "Entries on their way to analytics", labels=["log"]
    )
    ended = CounterMetricFamily(
        "log_entries",
        "Entries that analytics has stored, or that were lost",
        labels=["log", "outcome"],
    )
    for queue in queues:
        figures = queue.figures
        waiting.add_metric([queue.name], figures.waiting)
        ended.add_metric([queue.name, "sent"], figures.sent)
        ended.add_metric([queue.name, "lost"], figures.lost)
    yield waiting
    yield ended


def _worker(worker: Worker) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "jobs_running", "Messages that this worker runs now", worker.scheduler.running
    )
    age = GaugeMetricFamily(
        "worker_loop_age_seconds",
        "Since a loop of this worker has last gone round",
        labels=["loop"],
    )
    for name, seconds in worker.sweeper.ages().items():
        age.add_metric([name], seconds)
    yield age


class _Moment(Collector):
    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        """The metrics as they are."""
        return self._metrics


def _render(metrics: Sequence[Metric]) -> bytes:
    registry = CollectorRegistry()
    registry.register(_Moment(metrics))
    return generate_latest(registry)

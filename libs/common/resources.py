"""What a process of a service holds open: built once, handed to everything."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, fields
from typing import Any

from prometheus_client.core import Metric
from redis.asyncio import Redis

from libs.common.analytics.app_log import ship_app_log
from libs.common.analytics.log_queue import LogQueue, keep_log_queue
from libs.common.clock import Clock, SystemClock
from libs.common.contracts.analytics import (
    AppLogEntry,
    ExternalCallEntry,
    StoreAppLogs,
    StoreExternalCalls,
)
from libs.common.db.engine import build_engine
from libs.common.db.session import Database
from libs.common.http.client import InternalClient
from libs.common.http.outside_calls import OutsideCalls
from libs.common.identity import IdentitySigner
from libs.common.internal.analytics import AnalyticsClient
from libs.common.jobs.client import Jobs
from libs.common.jobs.dispatch import Dispatcher
from libs.common.observability.metrics import Metrics
from libs.common.observability.tracing import Tracing, open_tracing
from libs.common.redis import build_redis
from libs.common.settings import CommonSettings
from libs.common.storage.interface import Storage
from libs.common.storage.opening import open_storage


@dataclass(frozen=True, slots=True)
class Resources:
    """Connections and clients of one process. A service may derive its own from it."""

    settings: CommonSettings
    clock: Clock
    database: Database
    redis: Redis
    dispatcher: Dispatcher
    jobs: Jobs
    internal: InternalClient
    identity_signer: IdentitySigner
    metrics: Metrics
    tracing: Tracing
    outside_calls: OutsideCalls
    log_queues: tuple[LogQueue[Any], ...]
    storage: Storage

    def shared(self) -> dict[str, Any]:
        """All of it by name: what the resources of a service are built on."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    async def read_figures(self) -> Sequence[Metric]:
        """What a service tells of its own in `/metrics`, as it is at this moment."""
        return ()


@asynccontextmanager
async def open_resources(
    settings: CommonSettings, clock: Clock | None = None
) -> AsyncIterator[Resources]:
    """Opens all of it, lazily where it can be, and closes it in order."""
    clock = clock or SystemClock()
    signer = IdentitySigner(*settings.secrets)
    redis_url = settings.redis_url.get_secret_value()
    async with AsyncExitStack() as stack:
        engine = build_engine(
            settings.service_database_url.get_secret_value(),
            application_name=settings.service_name,
            pool_size=settings.database_pool_size,
            schema=settings.database_schema,
        )
        database = Database(engine)
        stack.push_async_callback(database.close)
        redis = build_redis(redis_url)
        stack.push_async_callback(redis.aclose)
        dispatcher = Dispatcher(settings.service_name, redis, redis_url)
        stack.push_async_callback(dispatcher.close)
        jobs = Jobs(settings.service_name, database, dispatcher)
        jobs.answers.start()
        stack.push_async_callback(jobs.answers.stop)
        internal = InternalClient(settings, signer, clock)
        stack.push_async_callback(internal.close)
        metrics = Metrics()
        tracing = await stack.enter_async_context(
            open_tracing(settings.otel_exporter_otlp_endpoint, settings.process_name)
        )
        queues = await stack.enter_async_context(
            _keep_logs(settings, AnalyticsClient(internal))
        )
        calls = OutsideCalls(
            metrics.outside_calls, tracing, clock, queues.add_outside_call
        )
        storage = await stack.enter_async_context(open_storage(settings, calls))
        yield Resources(
            settings=settings,
            clock=clock,
            database=database,
            redis=redis,
            dispatcher=dispatcher,
            jobs=jobs,
            internal=internal,
            identity_signer=signer,
            metrics=metrics,
            tracing=tracing,
            outside_calls=calls,
            log_queues=queues.all,
            storage=storage,
        )


@dataclass(frozen=True, slots=True)
class _Queues:
    outside_calls: LogQueue[ExternalCallEntry] | None = None
    app: LogQueue[AppLogEntry] | None = None

    @property
    def all(self) -> tuple[LogQueue[Any], ...]:
        return tuple(queue for queue in (self.outside_calls, self.app) if queue)

    @property
    def add_outside_call(self) -> Callable[[ExternalCallEntry], None] | None:
        return self.outside_calls.add if self.outside_calls else None


@asynccontextmanager
async def _keep_logs(
    settings: CommonSettings, analytics: AnalyticsClient
) -> AsyncIterator[_Queues]:
    """The queues of the logs that every process keeps, as far as they are on."""

    async def store_outside_calls(batch: list[ExternalCallEntry]) -> None:
        await analytics.store_external_calls(StoreExternalCalls(entries=batch))

    async def store_app_log(batch: list[AppLogEntry]) -> None:
        await analytics.store_app_logs(StoreAppLogs(entries=batch))

    outside_calls = app = None
    async with AsyncExitStack() as stack:
        if settings.external_call_log_enabled:
            outside_calls = await stack.enter_async_context(
                keep_log_queue("outside_calls", store_outside_calls)
            )
        if settings.app_log_enabled:
            app = await stack.enter_async_context(keep_log_queue("app", store_app_log))
            stack.enter_context(ship_app_log(settings.app_log_level, app.add))
        yield _Queues(outside_calls, app)

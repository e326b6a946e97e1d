"""What a process of a service holds open: built once, handed to everything."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, fields
from typing import Any

from redis.asyncio import Redis

from libs.common.clock import Clock, SystemClock
from libs.common.db.engine import build_engine
from libs.common.db.session import Database
from libs.common.http.client import InternalClient
from libs.common.identity import IdentitySigner
from libs.common.jobs.client import Jobs
from libs.common.jobs.dispatch import Dispatcher
from libs.common.redis import build_redis
from libs.common.settings import CommonSettings


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

    def shared(self) -> dict[str, Any]:
        """All of it by name: what the resources of a service are built on."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


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
        yield Resources(
            settings=settings,
            clock=clock,
            database=database,
            redis=redis,
            dispatcher=dispatcher,
            jobs=jobs,
            internal=internal,
            identity_signer=signer,
        )

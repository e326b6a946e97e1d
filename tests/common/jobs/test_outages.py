"""PostgreSQL and Redis stop and come back while messages are under way.

The servers are of this file's own; the services run in this process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError

from deploy.local.servers import LocalServers
from libs.common.db.migrations import upgrade
from libs.common.ids import derived_id, new_id
from libs.common.jobs.handlers import Handlers, Job
from libs.common.jobs.worker import Worker
from libs.common.resources import Resources, open_resources
from tests.common.jobs.pair import (
    CalleeSettings,
    CallerSettings,
    Tell,
    Told,
    call,
    long,
    read_row,
    send,
    wait_for_state,
)

_STEPS = 8


@pytest.fixture(scope="module")
async def servers(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[LocalServers]:
    home = tmp_path_factory.mktemp("outages")
    # Durable: else a killed server forgets what it has said is committed.
    async with LocalServers(home) as started:
        for name in ("caller", "callee"):
            url = await started.postgres.create_database(name)
            await asyncio.to_thread(upgrade, "insights", url)
        yield started


class Pair:
    """The caller and the callee, each with a worker."""

    def __init__(self, caller: Resources, callee: Resources) -> None:
        self.caller = caller
        self.callee = callee


RunPair = Callable[[Handlers], Any]


@pytest.fixture
async def run_pair(
    servers: LocalServers, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[RunPair]:
    """`await run_pair(handlers)`: both services, until the test ends."""
    async with AsyncExitStack() as stack:

        async def run(handlers: Handlers) -> Pair:
            opened = []
            for settings_type in (CallerSettings, CalleeSettings):
                name = settings_type.service_name
                url = servers.postgres.database_url(name)
                monkeypatch.setenv(f"DATABASE_URL_{name.upper()}", url)
                settings = settings_type(
                    _env_file=None,
                    environment="test",
                    secret_key="s" * 40,
                    redis_url=servers.redis_url,
                    job_lease_seconds=2,
                    job_heartbeat_seconds=0.5,
                    job_sweep_seconds=0.2,
                )
                resources = await stack.enter_async_context(open_resources(settings))
                is_callee = name == "callee"
                worker = Worker(resources, handlers if is_callee else Handlers())
                await stack.enter_async_context(_running(worker))
                opened.append(resources)
            return Pair(*opened)

        yield run


@asynccontextmanager
async def _running(worker: Worker) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(stop))
    yield
    stop.set()
    await task


class Steps:
    """A job of many small committed steps, which skips those it finds done."""

    def __init__(self, count: int, pause_seconds: float) -> None:
        self.count = count
        self.pause_seconds = pause_seconds
        self.runs = 0
        self.reached = asyncio.Event()

    async def __call__(self, job: Job, body: Tell) -> Told:
        if body.text == "step":
            return Told(text="")
        self.runs += 1
        for step in range(self.count):
            async with job.unit_of_work() as session:
                await job.jobs.send(
                    session, Tell(text="step"), message_id=derived_id(job.id, step)
                )
            self.reached.set()
            await asyncio.sleep(self.pause_seconds)
        return Told(text=body.text)


async def count_rows(servers: LocalServers, database: str, where: str) -> int:
    connection = await asyncpg.connect(servers.postgres.database_url(database))
    try:
        return int(await connection.fetchval(f"SELECT count(*) FROM {where}"))
    finally:
        await connection.close()


class TestRedisStops:
    @pytest.mark.parametrize(
        "how", [pytest.param("stop", marks=pytest.mark.prove), "kill"]
    )
    async def test_calls_and_messages_complete_once(
        self, servers: LocalServers, run_pair: RunPair, how: str
    ) -> None:
        runs: list[str] = []

        async def handle(job: Job, body: Tell) -> Told:
            runs.append(body.text)
            await asyncio.sleep(0.05)
            return Told(text=body.text)

        pair = await run_pair(long(handle))
        names = [str(number) for number in range(12)]
        calls = [
            asyncio.create_task(call(pair.caller, name, new_id(), seconds=60))
            for name in names[:6]
        ]
        await asyncio.sleep(0.2)
        await getattr(servers.redis, how)()
        sent = [await send(pair.caller, name) for name in names[6:]]
        await asyncio.sleep(1)
        await servers.redis.start()
        assert await asyncio.gather(*calls) == names[:6]
        for message_id in sent:
            await wait_for_state(pair.callee, message_id, "done", seconds=30)
        assert sorted(runs, key=int) == names

    @pytest.mark.prove
    async def test_outage_costs_no_attempts_to_send(
        self, servers: LocalServers, run_pair: RunPair
    ) -> None:
        pair = await run_pair(long(Steps(1, 0)))
        await servers.redis.stop()
        message_id = await send(pair.caller, "x")
        await asyncio.sleep(4)  # longer than the direct send's grace
        assert (await read_row(pair.caller, "outbox", message_id))["attempts"] == 0
        await servers.redis.start()
        await wait_for_state(pair.callee, message_id, "done", seconds=10)

    @pytest.mark.prove
    async def test_redis_that_hangs_does_not_hang_a_sender(
        self, servers: LocalServers, run_pair: RunPair
    ) -> None:
        pair = await run_pair(Handlers())
        # Every client but ours would wait; so does its connection, for 8 s.
        with suppress(RedisError):
            await pair.caller.redis.execute_command("CLIENT", "PAUSE", 8000, "ALL")
        async with asyncio.timeout(7):
            await send(pair.caller, "x")
        await servers.redis.kill()
        await servers.redis.start()


class TestPostgresStops:
    @pytest.mark.parametrize(
        "how", ["stop", pytest.param("kill", marks=pytest.mark.prove)]
    )
    async def test_long_job_completes_each_step_once(
        self, servers: LocalServers, run_pair: RunPair, how: str
    ) -> None:
        steps = Steps(_STEPS, 0.1)
        pair = await run_pair(long(steps))
        call_id = new_id()
        calling = asyncio.create_task(call(pair.caller, "hi", call_id, seconds=60))
        await steps.reached.wait()
        await getattr(servers.postgres, how)()
        await asyncio.sleep(0.5)
        await servers.postgres.start()
        assert await _answer(calling, pair, call_id) == "hi"
        assert await _attempts(pair, call_id) == 1
        assert steps.runs >= 2
        ids = ",".join(f"'{derived_id(call_id, step)}'" for step in range(_STEPS))
        assert (
            await count_rows(servers, "callee", f"outbox WHERE id IN ({ids})") == _STEPS
        )


async def _answer(calling: "asyncio.Task[str]", pair: Pair, call_id: UUID) -> str:
    """What a caller gets who asks again if its own database was away just then."""
    try:
        return await calling
    except DBAPIError:
        return await call(pair.caller, "hi", call_id, seconds=60)


async def _attempts(pair: Pair, message_id: UUID) -> int:
    return int((await read_row(pair.callee, "inbox", message_id))["attempts"])

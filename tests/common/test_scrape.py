"""`/metrics` of a process, and a worker's own port."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter
from sqlalchemy import text

from libs.common.errors import NotFound
from libs.common.jobs.handlers import Handlers
from libs.common.jobs.worker import Worker
from libs.common.probes import build_probes, serve_probes
from tests.common.jobs.pair import CalleeSettings, Tell, create_app, short
from tests.common.probe_app import ProbeSettings, probe
from tests.fixtures.app import RunningService, StartService
from tests.fixtures.lone_redis import free_port

router = APIRouter()


@router.get("/things/{thing_id}")
async def read_thing(thing_id: str) -> str:
    """A thing."""
    return thing_id


@router.get("/broken")
async def fail() -> None:
    """A mistake of ours."""
    raise ZeroDivisionError


@pytest.fixture
async def service(start_service: StartService) -> RunningService:
    running: RunningService = await start_service(
        ProbeSettings, probe(router), database="insights", database_pool_size=1
    )
    return running


async def scrape(service: RunningService) -> str:
    async with service.client() as client:
        return (await client.get("/metrics")).text


class TestRequests:
    async def test_they_are_counted_by_template(self, service: RunningService) -> None:
        async with service.client() as client:
            await client.get("/things/ada@example.com")
            await client.get("/things/2")
            await client.get("/broken")
            await client.request("PROPFIND", "/no/such/ada@example.com")
            await client.get("/health")
        text = await scrape(service)
        assert "ada@" not in text
        things = 'route="/things/{thing_id}"'
        assert f'http_requests_total{{method="GET",{things},status="2xx"}} 2.0' in text
        assert f"http_request_duration_seconds_count{{{things}}} 2.0" in text
        assert 'method="GET",route="/broken",status="5xx"} 1.0' in text
        assert 'method="other",route="(no such route)",status="4xx"} 1.0' in text
        assert "/health" not in text
        assert "/metrics" not in text
        assert "http_requests_in_flight 0.0" in text


class TestGauges:
    async def test_work_that_waits_for_a_connection_is_seen(
        self, service: RunningService
    ) -> None:
        database = service.resources.database
        ready, done = asyncio.Event(), asyncio.Event()

        async def hold() -> None:
            async with database.read() as session:
                await session.execute(text("SELECT 1"))
                ready.set()
                await done.wait()

        holding = [asyncio.create_task(hold()) for _ in range(3)]
        await ready.wait()
        for _ in range(100):
            if database.pool_figures.waiting == 1:
                break
            await asyncio.sleep(0.01)
        figures = database.pool_figures
        assert (figures.size, figures.in_use, figures.waiting) == (2, 2, 1)
        done.set()
        await asyncio.gather(*holding)
        assert database.pool_figures.waiting == 0

    async def test_figures_of_a_lost_database_are_missing_not_old(
        self, service: RunningService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = await scrape(service)
        assert 'dependency_up{dependency="database"} 1.0' in before
        assert 'inbox_messages{state="dead"} 0.0' in before

        def gone() -> Any:
            raise ConnectionRefusedError

        monkeypatch.setattr(type(service.resources.database), "read", lambda _: gone())
        after = await scrape(service)
        assert 'dependency_up{dependency="database"} 0.0' in after
        assert 'dependency_up{dependency="redis"} 1.0' in after
        assert "inbox_messages" not in after
        assert "http_requests_in_flight" in after


class TestWorker:
    @asynccontextmanager
    async def at_its_port(
        self, service: RunningService, worker: Worker
    ) -> AsyncIterator[httpx2.AsyncClient]:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        app = build_probes(service.resources, worker)
        async with (
            serve_probes(app, "127.0.0.1", port),
            httpx2.AsyncClient(base_url=url, trust_env=False) as client,
        ):
            async with asyncio.timeout(5):
                while True:
                    with suppress(httpx2.ConnectError):
                        await client.get("/health/live")
                        break
                    await asyncio.sleep(0.01)
            yield client

    async def test_its_port_tells_of_jobs(self, start_service: StartService) -> None:
        service: RunningService = await start_service(
            CalleeSettings, create_app, database="insights"
        )

        async def handle(_: Any, __: Any, body: Tell) -> None:
            if body.text == "refuse":
                raise NotFound

        worker = await service.run_worker(short(handle))
        async with service.resources.database.unit_of_work() as session:
            for said in ("do it", "refuse"):
                await service.resources.jobs.send(session, Tell(text=said))
        async with self.at_its_port(service, worker) as client:
            async with asyncio.timeout(5):
                while True:
                    metrics = (await client.get("/metrics")).text
                    if metrics.count("job_runs_total{") == 2:
                        break
                    await asyncio.sleep(0.02)
            assert (await client.get("/health/live")).json()["status"] == "ok"
            assert (await client.get("/health/ready")).status_code == 200
        name = 'message="callee.test.tell"'
        for outcome in ("done", "refused"):
            assert f'job_runs_total{{{name},outcome="{outcome}"}} 1.0' in metrics
        assert f"job_duration_seconds_count{{{name}}} 2.0" in metrics
        assert f"job_age_at_start_seconds_count{{{name}}} 2.0" in metrics
        assert 'worker_loop_age_seconds{loop="wake_open"}' in metrics
        assert "jobs_running 0.0" in metrics

    async def test_loop_that_hangs_is_told(self, service: RunningService) -> None:
        worker = Worker(service.resources, Handlers())
        sweeper = worker.sweeper
        sweeper._pauses = {"purge": 600.0, "wake_open": 1.0}
        now = time.monotonic()
        sweeper._turned_at = {"purge": now - 700, "wake_open": now - 100}
        async with self.at_its_port(service, worker) as client:
            assert (await client.get("/health/live")).status_code == 200
            sweeper._turned_at["wake_open"] = now - 200
            answer = await client.get("/health/live")
        assert answer.status_code == 503
        assert answer.json() == {"status": "stalled", "stalled": ["wake_open"]}

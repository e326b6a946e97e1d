"""Probes: what a process can do without Redis, and without its database."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import APIRouter
from sqlalchemy import text

from deploy.local.servers import LocalServers
from libs.common.app import build_app
from libs.common.db.migrations import upgrade
from libs.common.dependencies import ReadDatabase
from libs.common.jobs.handlers import Handlers
from tests.common.jobs.pair import change, create_app, envelope, record
from tests.common.probe_app import ProbeSettings
from tests.fixtures.app import RunningService, StartService

router = APIRouter()


@router.get("/one")
async def read_one(session: ReadDatabase) -> int:
    return int(await session.scalar(text("SELECT 1")))


@pytest.fixture
async def service(start_service: StartService) -> RunningService:
    running: RunningService = await start_service(
        ProbeSettings, create_app, database="insights", access_log_enabled=False
    )
    return running


async def read(service: RunningService, path: str) -> tuple[int, Any]:
    async with service.client() as client:
        response = await client.get(path)
        return response.status_code, response.json()


class TestHealth:
    async def test_without_a_worker_it_is_degraded(
        self, service: RunningService
    ) -> None:
        assert await read(service, "/health/live") == (
            200,
            {"status": "ok", "stalled": []},
        )
        status, ready = await read(service, "/health/ready")
        assert (status, ready["status"]) == (200, "ok")
        status, health = await read(service, "/health")
        assert (status, health["status"]) == (200, "degraded")
        assert health["jobs"]["workers"] == 0

    async def test_with_a_worker_it_is_ok_and_figures_are_told(
        self, service: RunningService
    ) -> None:
        await service.run_worker(Handlers())
        async with asyncio.timeout(5):
            while (health := (await read(service, "/health"))[1])["status"] != "ok":
                await asyncio.sleep(0.05)
        assert health["jobs"] == {
            "outbox_waiting": 0,
            "outbox_oldest_seconds": 0.0,
            "inbox": {"pending": 0, "running": 0, "dead": 0},
            "workers": 1,
            "lanes": {},
        }

    async def test_dead_message_needs_attention(self, service: RunningService) -> None:
        message = envelope()
        await record(service.resources, message)
        await change(
            service.resources, "UPDATE inbox SET state='dead', finished_at=now()"
        )
        await service.run_worker(Handlers())
        await asyncio.sleep(0.2)
        _, health = await read(service, "/health")
        assert (health["status"], health["jobs"]["inbox"]["dead"]) == ("degraded", 1)


class TestOutage:
    @pytest.fixture
    async def servers(
        self, tmp_path_factory: pytest.TempPathFactory
    ) -> AsyncIterator[LocalServers]:
        home = tmp_path_factory.mktemp("health")
        async with LocalServers(home, durable=False) as started:
            yield started

    async def test_probes_tell_what_is_away(
        self, servers: LocalServers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        url = await servers.postgres.create_database("probe")
        await asyncio.to_thread(upgrade, "insights", url)
        monkeypatch.setenv("DATABASE_URL_PROBE", url)
        settings = ProbeSettings(
            _env_file=None,
            environment="test",
            secret_key="s" * 40,
            redis_url=servers.redis_url,
            access_log_enabled=False,
        )
        app = build_app(settings, [router])
        async with app.router.lifespan_context(app):
            service = RunningService(app, settings, None)  # type: ignore[arg-type]
            await servers.redis.stop()
            status, ready = await read(service, "/health/ready")
            assert (status, ready["status"]) == (200, "degraded")
            assert (ready["database"]["is_ok"], ready["redis"]["is_ok"]) == (
                True,
                False,
            )
            assert (await read(service, "/health"))[0] == 200

            await servers.postgres.stop()
            for path in ("/health/ready", "/health"):
                status, health = await read(service, path)
                assert (status, health["status"]) == (503, "down")
            assert (await read(service, "/health/live"))[0] == 200
            status, error = await read(service, "/one")
            assert (status, error["code"]) == (503, "StoreUnavailable")

            await servers.postgres.start()
            await servers.redis.start()
            status, ready = await read(service, "/health/ready")
            assert (status, ready["status"]) == (200, "ok")
            assert await read(service, "/one") == (200, 1)

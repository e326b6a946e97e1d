"""The service starts on its migrated database and answers its probes."""

import asyncio

import pytest

from services.insights.main import create_app
from services.insights.settings import Settings
from services.insights.worker import build_handlers
from tests.fixtures.app import RunningService, StartService


class TestProbes:
    @pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
    async def test_probe_is_answered(
        self, start_service: StartService, path: str
    ) -> None:
        service: RunningService = await start_service(Settings, create_app)
        answer = await service.client().get(path)
        assert answer.status_code == 200
        assert answer.json()["status"] == "ok"

    async def test_whole_health_knows_the_worker(
        self, start_service: StartService
    ) -> None:
        service: RunningService = await start_service(Settings, create_app)
        await service.run_worker(build_handlers())
        body = {}
        for _ in range(50):
            body = (await service.client().get("/health")).json()
            if body["jobs"]["workers"]:
                break
            await asyncio.sleep(0.1)
        assert body["service"] == "insights"
        assert body["jobs"]["workers"] >= 1
        assert body["status"] == "ok"

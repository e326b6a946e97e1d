"""Health of the whole."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gateway import health
from tests.fixtures.lone_redis import LoneRedis
from tests.gateway.conftest import World, open_world


@pytest.fixture(scope="module")
async def world_of_health(
    redis_server: LoneRedis, web_root: Path
) -> AsyncIterator[World]:
    patch = pytest.MonkeyPatch()
    patch.setattr(health, "_KEPT_SECONDS", 0.0)
    async with open_world(redis_server, web_root) as world:
        yield world
    patch.undo()


async def fresh(world: World, path: str = "/health/ready") -> tuple[int, Any]:
    response = await world.client.get(path)
    return response.status_code, response.json()


class TestReadiness:
    async def test_all_well_is_ok_at_both_doors(self, world_of_health: World) -> None:
        status, body = await fresh(world_of_health)
        inner = await world_of_health.internal.get("/health/ready")

        assert (status, body["status"]) == (200, "ok")
        assert set(body["services"]) == set(world_of_health.services)
        assert inner.json() == body

    async def test_needed_service_down_is_not_ready(
        self, world_of_health: World
    ) -> None:
        await world_of_health.services["billing"].served.stop()
        status, body = await fresh(world_of_health)
        await world_of_health.services["billing"].served.start()

        assert (status, body["status"]) == (503, "down")
        assert body["services"]["billing"] == {
            "status": "down",
            "error": "ServiceUnavailable",
        }

    async def test_other_service_down_is_degraded(self, world_of_health: World) -> None:
        world_of_health.services["insights"].health = (503, {"status": "down"})
        status, body = await fresh(world_of_health)
        world_of_health.services["insights"].health = (200, {"status": "ok"})

        assert (status, body["status"]) == (200, "degraded")
        assert body["services"]["insights"]["error"] == "answered 503"

    async def test_degraded_service_degrades_the_whole(
        self, world_of_health: World
    ) -> None:
        world_of_health.services["auth"].health = (200, {"status": "degraded"})
        status, body = await fresh(world_of_health)
        world_of_health.services["auth"].health = (200, {"status": "ok"})

        assert (status, body["status"]) == (200, "degraded")

    async def test_answer_is_kept_for_a_second(
        self, world_of_health: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(health, "_KEPT_SECONDS", 1.0)
        first = await fresh(world_of_health)
        monkeypatch.setattr(health, "_KEPT_SECONDS", 0.0)
        world_of_health.services["insights"].health = (503, {})
        second = await fresh(world_of_health)
        await asyncio.sleep(1.05)
        third = await fresh(world_of_health)
        world_of_health.services["insights"].health = (200, {"status": "ok"})

        assert second == first
        assert third[1]["status"] == "degraded"

    async def test_live_asks_nobody(self, world_of_health: World) -> None:
        for service in world_of_health.services.values():
            service.health = (503, {})
        response = await world_of_health.client.get("/health/live")
        for service in world_of_health.services.values():
            service.health = (200, {"status": "ok"})

        assert (response.status_code, response.json()) == (200, {"status": "ok"})

    async def test_health_has_figures(self, world_of_health: World) -> None:
        _, body = await fresh(world_of_health, "/health/")

        assert body["figures"] == {
            "open_streams": 0,
            "ended_credentials": 0,
            "are_limits_degraded": False,
        }

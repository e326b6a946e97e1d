"""The access log from a request to analytics' table, and without analytics."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import httpx2
import pytest
import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.responses import StreamingResponse
from sqlalchemy import text

from libs.common.app import build_app
from libs.common.errors import Conflict
from libs.common.identity import CurrentIdentity, Identity
from libs.common.settings import CommonSettings
from services.analytics.main import create_app
from services.analytics.settings import Settings as AnalyticsSettings
from tests.fixtures.app import RunningService, StartService

router = APIRouter()


@router.get("/things/{thing_id}")
async def read_thing(thing_id: str) -> dict[str, str]:
    """A thing."""
    return {"id": thing_id}


@router.get("/mine/{thing_id}")
async def read_mine(thing_id: str, identity: CurrentIdentity) -> dict[str, str]:
    """A thing of the caller's."""
    return {"id": thing_id, "user": str(identity.user_id)}


@router.get("/conflict")
async def refuse() -> None:
    """Refused with 409."""
    raise Conflict


@router.get("/broken")
async def fail() -> None:
    """A mistake of ours."""
    raise ZeroDivisionError


@router.get("/stream")
async def stream() -> StreamingResponse:
    """Begins at once, ends half a second later."""

    async def parts() -> AsyncIterator[bytes]:
        yield b"first"
        await asyncio.sleep(0.5)
        yield b"last"

    return StreamingResponse(parts())


@router.get("/internal/sample/secret")
async def read_internal() -> None:
    """For services."""


class SampleSettings(CommonSettings):
    """Some service's settings."""

    service_name: ClassVar[str] = "insights"


def create_sample(settings: CommonSettings) -> FastAPI:
    """Some service."""
    return build_app(settings, [router])


@asynccontextmanager
async def on_a_port(app: FastAPI) -> AsyncIterator[str]:
    """The application on a real socket; its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, lifespan="off", log_config=None)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


async def logged(analytics: RunningService, entries: int) -> dict[str, dict[str, Any]]:
    """The stored entries by endpoint, once there are so many."""
    found: list[dict[str, Any]] = []
    for _ in range(100):
        async with analytics.resources.database.read() as session:
            result = await session.execute(text("SELECT * FROM api_access_logs"))
            found = [dict(row) for row in result.mappings()]
        if len(found) >= entries:
            break
        await asyncio.sleep(0.05)
    assert len(found) == entries
    return {row["endpoint"]: row for row in found}


async def figures(client: httpx2.AsyncClient) -> dict[str, int]:
    """What the service's health page says of the access log."""
    answer = await client.get("/health")
    found: dict[str, int] = answer.json()["access_log"]
    return found


class TestWithAnalytics:
    @pytest.fixture
    async def analytics(self, start_service: StartService) -> RunningService:
        service: RunningService = await start_service(AnalyticsSettings, create_app)
        return service

    @pytest.fixture
    async def sample(
        self, start_service: StartService, analytics: RunningService
    ) -> AsyncIterator[RunningService]:
        async with on_a_port(analytics.app) as url:
            service: RunningService = await start_service(
                SampleSettings,
                create_sample,
                internal_url=url,
                access_log_enabled=True,
            )
            yield service

    async def test_templates_are_stored_not_paths(
        self, analytics: RunningService, sample: RunningService
    ) -> None:
        client = sample.client()
        assert (await client.get("/things/ada@example.com")).status_code == 200
        assert (await client.get("/no/such/ps_live_secret")).status_code == 404
        rows = await logged(analytics, 2)
        assert set(rows) == {"/things/{thing_id}", "(no such route)"}
        assert rows["(no such route)"]["status_code"] == 404
        assert "ada@" not in str(rows)
        assert "secret" not in str(rows)

    async def test_wrong_method_is_stored_with_its_template(
        self, analytics: RunningService, sample: RunningService
    ) -> None:
        assert (await sample.client().post("/things/1")).status_code == 405
        row = (await logged(analytics, 1))["/things/{thing_id}"]
        assert (row["method"], row["status_code"]) == ("POST", 405)

    async def test_entry_says_who_asked_and_how_it_went(
        self, analytics: RunningService, sample: RunningService, alice: Identity
    ) -> None:
        client = sample.client(alice)
        headers = {
            "X-Forwarded-For": "198.51.100.1, 203.0.113.7",
            "User-Agent": "Firefox " + "x" * 1000,
            "X-Request-Id": "a-request-of-the-tests",
        }
        assert (await client.get("/mine/7", headers=headers)).status_code == 200
        row = (await logged(analytics, 1))["/mine/{thing_id}"]
        assert row["method"] == "GET"
        assert row["status_code"] == 200
        assert row["ip_address"] == "203.0.113.7"
        assert row["user_agent"] == "Firefox " + "x" * 392
        assert row["user_id"] == alice.user_id
        assert row["request_id"] == "a-request-of-the-tests"
        assert row["service"] == "insights"
        assert 0 < row["response_time_ms"] < 5_000

    async def test_refusals_and_mistakes_are_stored(
        self, analytics: RunningService, sample: RunningService
    ) -> None:
        client = sample.client()
        assert (await client.get("/conflict")).status_code == 409
        assert (await client.get("/broken")).status_code == 500
        assert (await client.get("/mine/1")).status_code == 401
        rows = await logged(analytics, 3)
        statuses = {endpoint: row["status_code"] for endpoint, row in rows.items()}
        assert statuses == {"/conflict": 409, "/broken": 500, "/mine/{thing_id}": 401}
        assert rows["/mine/{thing_id}"]["user_id"] is None

    async def test_stream_counts_until_its_first_byte(
        self, analytics: RunningService, sample: RunningService
    ) -> None:
        assert (await sample.client().get("/stream")).content == b"firstlast"
        row = (await logged(analytics, 1))["/stream"]
        assert row["response_time_ms"] < 400

    async def test_probes_and_inner_routes_are_left_out(
        self, analytics: RunningService, sample: RunningService
    ) -> None:
        client = sample.client()
        for path in ("/health", "/health/live", "/internal/sample/secret"):
            assert (await client.get(path)).status_code == 200
        await client.get("/things/1")
        rows = await logged(analytics, 1)
        assert set(rows) == {"/things/{thing_id}"}
        assert (await figures(client))["lost"] == 0


class TestWithoutAnalytics:
    async def test_requests_go_on_and_losses_are_counted(
        self, start_service: StartService
    ) -> None:
        sample: RunningService = await start_service(
            SampleSettings,
            create_sample,
            internal_url="http://127.0.0.1:9",
            access_log_enabled=True,
        )
        client = sample.client()
        slowest = 0.0
        for _ in range(250):
            started = time.perf_counter()
            assert (await client.get("/things/1")).status_code == 200
            slowest = max(slowest, time.perf_counter() - started)
        assert slowest < 2
        lost = 0
        for _ in range(100):
            lost = (await figures(client))["lost"]
            if lost:
                break
            await asyncio.sleep(0.1)
        assert lost > 0

    async def test_switched_off_log_records_nothing(
        self, start_service: StartService
    ) -> None:
        sample: RunningService = await start_service(
            SampleSettings, create_sample, access_log_enabled=False
        )
        client = sample.client()
        assert (await client.get("/things/1")).status_code == 200
        assert (await client.get("/health")).json()["access_log"] is None

"""What every service's application has, whatever its routes are."""

from typing import Any

import httpx2
import pytest
from fastapi import APIRouter
from pydantic import Field

from libs.common.app import build_app, run_worker, serve
from libs.common.errors import Conflict
from libs.common.jobs.handlers import Handlers
from libs.common.schemas import RequestSchema, error_responses
from tests.common.probe_app import ProbeSettings, probe
from tests.fixtures.app import RunningService, StartService

router = APIRouter()


class Thing(RequestSchema):
    """A thing."""

    name: str = Field(description="What it is called")


@router.post("/api/v1/things", responses=error_responses(Conflict))
async def create_thing(body: Thing) -> str:
    """Makes a thing."""
    return body.name


@router.get("/api/v1/plain")
async def read_plain() -> str:
    """Asks for nothing."""
    return "plain"


@pytest.fixture
async def service(start_service: StartService) -> RunningService:
    running: RunningService = await start_service(
        ProbeSettings, probe(router), database="insights", access_log_enabled=False
    )
    return running


async def get(service: RunningService, path: str) -> httpx2.Response:
    async with service.client() as client:
        return await client.get(path)


class TestRoutes:
    @pytest.mark.parametrize("path", ["/docs", "/redoc", "/api/v1/plain/", "/"])
    async def test_nothing_else_is_served(
        self, service: RunningService, path: str
    ) -> None:
        assert (await get(service, path)).status_code == 404

    async def test_probes_are_there(self, service: RunningService) -> None:
        for path in ("/health", "/health/live", "/health/ready"):
            assert (await get(service, path)).status_code == 200


class TestDocument:
    async def test_errors_are_told_in_the_one_shape(
        self, service: RunningService
    ) -> None:
        document: dict[str, Any] = (await get(service, "/openapi.json")).json()
        answers = document["paths"]["/api/v1/things"]["post"]["responses"]
        own = {
            "application/json": {"schema": {"$ref": "#/components/schemas/ErrorRead"}}
        }
        assert answers["409"] == {"description": "Conflict", "content": own}
        assert answers["422"] == {"description": "InvalidFields", "content": own}
        schemas = document["components"]["schemas"]
        assert {"ErrorRead", "ErrorField"} <= set(schemas)
        assert "HTTPValidationError" not in schemas
        assert "ValidationError" not in schemas

    async def test_operation_is_named_after_its_function(
        self, service: RunningService
    ) -> None:
        document = (await get(service, "/openapi.json")).json()
        plain = document["paths"]["/api/v1/plain"]["get"]
        assert plain["operationId"] == "read_plain"

    def test_application_without_errors_to_tell_has_no_schema_of_them(self) -> None:
        settings = ProbeSettings(_env_file=None, secret_key="s" * 40)
        schemas = build_app(settings, []).openapi()["components"]["schemas"]
        assert "ErrorRead" not in schemas
        assert "HealthRead" in schemas


class TestStart:
    @pytest.fixture(autouse=True)
    def wrong_settings(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
    ) -> pytest.MonkeyPatch:
        monkeypatch.chdir(tmp_path_factory.mktemp("start"))
        monkeypatch.setenv("JOB_CONCURRENCY", "none")
        return monkeypatch

    def test_wrong_settings_end_it_with_a_sentence(self) -> None:
        with pytest.raises(SystemExit, match="JOB_CONCURRENCY"):
            serve(ProbeSettings, lambda settings: build_app(settings, []))
        with pytest.raises(SystemExit, match="JOB_CONCURRENCY"):
            run_worker(ProbeSettings, Handlers())

    def test_missing_database_ends_it_before_anything_runs(
        self, wrong_settings: pytest.MonkeyPatch
    ) -> None:
        for name in ("JOB_CONCURRENCY", "DATABASE_URL", "DATABASE_URL_PROBE"):
            wrong_settings.delenv(name, raising=False)
        with pytest.raises(SystemExit, match="DATABASE_URL_PROBE"):
            run_worker(ProbeSettings, Handlers())

"""The app log: what is shipped of a process's log, and what never is."""

import logging
import math
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import structlog
from fastapi import APIRouter, FastAPI
from sqlalchemy import text

from libs.common.analytics.app_log import ship_app_log
from libs.common.analytics.categories import category_of
from libs.common.analytics.log_queue import LogQueue, is_delivering
from libs.common.app import build_app
from libs.common.contracts.analytics import AppLogEntry
from libs.common.errors import UpstreamFailed
from libs.common.observability.correlation import bind_request_id
from services.analytics.main import create_app
from services.analytics.settings import Settings as AnalyticsSettings
from tests.common.probe_app import ProbeSettings
from tests.fixtures.app import RunningService, StartService
from tests.fixtures.serving import Served

# In no line of source, which a traceback quotes.
SECRET = "hunter" + "2"
ODD = "odd \x00 \ud800 " + "x" * 1000

router = APIRouter()


@router.get("/broken")
async def fail() -> None:
    """A failure that is logged as a warning."""
    raise UpstreamFailed


@pytest.fixture
def product_logging() -> Iterator[None]:
    """structlog hands its lines to the standard library, as in the product."""
    before = structlog.get_config()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    yield
    structlog.configure(**before)
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def shipped(product_logging: None) -> Iterator[list[AppLogEntry]]:
    """What is handed on of the log."""
    entries: list[AppLogEntry] = []
    with ship_app_log("WARNING", entries.append):
        yield entries


class TestHandler:
    def test_warnings_and_worse_are_shipped(self, shipped: list[AppLogEntry]) -> None:
        log = structlog.get_logger("services.social.sample")
        bind_request_id("asked-by-a-test")
        log.info("quiet")
        log.warning("collector_failed", attempt=2, reason="timeout")
        logging.getLogger("some.library").error("it %s", "broke")
        first, second = shipped
        assert (first.level, first.category) == ("WARNING", "SCRAPE")
        assert first.event == "collector_failed"
        assert first.metadata == {"attempt": 2, "reason": "timeout"}
        assert first.request_id == "asked-by-a-test"
        assert (second.level, second.category) == ("ERROR", "SYSTEM")
        assert second.event == "it broke"

    def test_whatever_is_logged_can_be_stored(self, shipped: list[AppLogEntry]) -> None:
        log = structlog.get_logger("services.auth.sample")
        log.warning(
            ODD,
            number=math.nan,
            large=10**30,
            deep={"a": [{"b": {"c": object()}}]} | {str(n): n for n in range(100)},
            text="\ud800\x00" + "y" * 10_000,
            many=list(range(1000)),
            raw=b"\xff",
        )
        (entry,) = shipped
        again = AppLogEntry.model_validate_json(entry.model_dump_json())
        assert len(again.event) == 500
        assert len(again.model_dump_json()) < 20_000

    def test_secrets_are_taken_out(self, shipped: list[AppLogEntry]) -> None:
        log = structlog.get_logger("services.auth.sample")

        def fail(password: str) -> None:
            raise ValueError(f"postgresql://me:{password}@db refused")

        try:
            fail(SECRET)
        except ValueError as error:
            log.warning(
                "failed", exc_info=error, token=SECRET, deep={"api_key": SECRET}
            )
        logging.getLogger("x").warning("GET redis://:%s@host/0", SECRET)
        assert len(shipped) == 2
        assert SECRET not in str([entry.model_dump() for entry in shipped])
        assert "ValueError" in shipped[0].metadata["traceback"]

    def test_record_that_cannot_be_read_harms_nobody(
        self, shipped: list[AppLogEntry]
    ) -> None:
        class Hostile:
            def __str__(self) -> str:
                raise RuntimeError

        structlog.get_logger("x").warning("odd", value=Hostile())
        assert shipped == []

    def test_nothing_is_shipped_while_delivering(
        self, shipped: list[AppLogEntry]
    ) -> None:
        token = is_delivering.set(True)
        structlog.get_logger("x").error("log_not_delivered")
        is_delivering.reset(token)
        assert shipped == []


class TestCategory:
    @pytest.mark.parametrize(
        ("logger", "category"),
        [
            ("services.auth.sessions.service", "AUTH"),
            ("services.billing", "BILLING"),
            ("services.social.clients.custom_collector", "SCRAPE"),
            ("services.analysis.pipeline", "ANALYSIS"),
            ("services.analytics.worker", "SYSTEM"),
            ("services.analysisx", "SYSTEM"),
            ("libs.common.error_handlers", "API"),
            ("libs.common.jobs.runner", "SYSTEM"),
            ("uvicorn.error", "SYSTEM"),
        ],
    )
    def test_it_follows_from_the_module(self, logger: str, category: str) -> None:
        assert category_of(logger) == category

    def test_what_is_said_goes_first(self) -> None:
        assert category_of("services.auth", "BILLING") == "BILLING"
        assert category_of("services.auth", "WEATHER") == "AUTH"


class TestThroughAnalytics:
    @pytest.fixture
    async def analytics(self, start_service: StartService) -> RunningService:
        service: RunningService = await start_service(
            AnalyticsSettings, create_app, app_log_enabled=False
        )
        return service

    @pytest.fixture
    async def probe(
        self,
        start_service: StartService,
        analytics: RunningService,
        product_logging: None,
    ) -> AsyncIterator[RunningService]:
        def create_probe(settings: ProbeSettings) -> FastAPI:
            return build_app(settings, [router])

        async with Served(analytics.app) as served:
            service: RunningService = await start_service(
                ProbeSettings,
                create_probe,
                database="insights",
                internal_url=served.url,
                app_log_enabled=True,
            )
            yield service

    async def test_failure_of_a_request_is_found_by_its_id(
        self, analytics: RunningService, probe: RunningService
    ) -> None:
        # Analytics takes entries of the six services; the probe passes for one.
        probe.resources.internal._service = "insights"
        async with probe.client() as client:
            headers = {"X-Request-Id": "asked-by-a-test"}
            assert (await client.get("/broken", headers=headers)).status_code == 502
        (queue,) = probe.resources.log_queues
        await queue.flush()
        async with analytics.resources.database.read() as session:
            found = await session.execute(text("SELECT * FROM app_logs"))
            rows = [dict(row) for row in found.mappings()]
        mine = [row for row in rows if row["event"] == "request_failed"]
        assert len(mine) == 1, rows
        assert mine[0]["request_id"] == "asked-by-a-test"
        assert (mine[0]["level"], mine[0]["category"]) == ("WARNING", "API")
        assert mine[0]["metadata"]["code"] == "UpstreamFailed"
        assert mine[0]["service"] == "insights"

    async def test_analytics_that_is_down_is_no_reason_to_log_more(
        self, probe: RunningService
    ) -> None:
        (queue,) = probe.resources.log_queues
        probe.resources.internal._http.base_url = "http://127.0.0.1:9"
        async with probe.client() as client:
            await client.get("/broken")
        for _ in range(3):
            await flush_as_the_loop_does(queue)
        figures = queue.figures
        assert (figures.waiting, figures.lost) == (0, 1)


async def flush_as_the_loop_does(queue: LogQueue[Any]) -> None:
    """One round of the sending loop."""
    token = is_delivering.set(True)
    await queue.flush()
    is_delivering.reset(token)

"""One analysis is one trace, from the gateway to the calls outside."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from libs.common.contracts.analysis import ProcessAnalysisRequest
from tests.e2e.one_process import OneProcess, run_in_one_process
from tests.emulators.collector import Collector, serve_collector
from tests.emulators.otlp import OtlpCollector, serve_otlp
from tests.fixtures.app import StartService
from tests.fixtures.people import SignUp

ANALYSIS = ProcessAnalysisRequest.name
SERVER, CLIENT, CONSUMER = 2, 3, 5
VIDEO = "traced__AAA"


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    async with serve_collector() as served:
        yield served


@pytest.fixture
async def otlp() -> AsyncIterator[OtlpCollector]:
    async with serve_otlp() as served:
        yield served


@pytest.fixture
def quick_export(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")


async def until(condition: Callable[[], bool]) -> None:
    """Waits until it holds, at most 10 s."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.05)


async def analyse(whole: OneProcess, sign_up: SignUp, **headers: str) -> str:
    """One analysis of one collected post, to its end; the request's id."""
    person = await sign_up(whole.public_url)
    url = f"https://www.youtube.com/watch?v={VIDEO}"
    request_id = await person.analyse([url], **headers)
    body = await person.wait_for(request_id)
    assert body["status"] == "COMPLETED", body
    return request_id


@pytest.mark.usefixtures("quick_export")
class TestTrace:
    async def test_analysis_is_one_trace_with_right_parents(
        self,
        start_service: StartService,
        collector: Collector,
        otlp: OtlpCollector,
        sign_up: SignUp,
        tmp_path: Path,
    ) -> None:
        settings = {"otel_exporter_otlp_endpoint": otlp.url}
        async with run_in_one_process(
            start_service, collector, tmp_path, **settings
        ) as whole:
            await analyse(
                whole,
                sign_up,
                **{
                    "traceparent": f"00-{'a1' * 16}-{'b2' * 8}-01",
                    "X-Request-Id": "asked-by-a-test",
                },
            )
            await until(lambda: otlp.has("social", "media fetch"))
            await until(lambda: otlp.has("analysis", f"process {ANALYSIS}"))
        spans = {s.span_id: s for s in otlp.spans if s.trace_id == "a1" * 16}
        outside = otlp.find("social", "custom_collector collect")
        chain = [outside]
        while chain[-1].parent in spans:
            chain.append(spans[chain[-1].parent])
        assert [(s.service, s.name, s.kind) for s in chain] == [
            ("social", "custom_collector collect", CLIENT),
            ("social", "process social.posts.collect_posts", CONSUMER),
            (
                "analysis",
                f"process {ANALYSIS}",
                CONSUMER,
            ),
            ("analysis", "POST /api/v1/analysis/analyze", SERVER),
            ("gateway", "POST /api/v1/analysis/analyze", SERVER),
        ]
        assert chain[-1].parent == "b2" * 8
        told = {s.attributes.get("postscope.request_id") for s in spans.values()}
        assert told == {"asked-by-a-test"}
        everything = str(otlp.spans)
        assert "@example.com" not in everything
        assert VIDEO not in everything
        assert collector.correlations[-1] == {
            "x-request-id": "asked-by-a-test",
            "traceparent": f"00-{'a1' * 16}-{outside.span_id}-01",
        }

    async def test_without_spans_the_trace_is_passed_on(
        self,
        start_service: StartService,
        collector: Collector,
        sign_up: SignUp,
        tmp_path: Path,
    ) -> None:
        settings = {"external_call_log_enabled": True}
        given = f"00-{'c3' * 16}-{'d4' * 8}-01"
        async with run_in_one_process(
            start_service, collector, tmp_path, **settings
        ) as whole:
            await analyse(
                whole, sign_up, traceparent=given, **{"X-Request-Id": "asked-again"}
            )
            assert collector.correlations[-1] == {
                "x-request-id": "asked-again",
                "traceparent": given,
            }
            rows = []
            database = whole.services["analytics"].resources.database
            for _ in range(400):  # the log is written in batches
                async with database.read() as session:
                    found = await session.execute(
                        text(
                            "SELECT * FROM external_api_call_logs"
                            " ORDER BY provider, operation"
                        )
                    )
                    rows = [dict(row) for row in found.mappings()]
                if len(rows) == 3:
                    break
                await asyncio.sleep(0.05)
        assert [(r["provider"], r["operation"], r["outcome"]) for r in rows] == [
            ("custom_collector", "collect", "ok"),
            # This one cannot list a creator's posts.
            ("custom_collector", "recent", "refused"),
            ("media", "fetch", "ok"),
        ]
        assert {row["request_id"] for row in rows} == {"asked-again"}
        assert rows[0]["cost_micro_usd"] == 0

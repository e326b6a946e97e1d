"""Traces: read and passed on always, spans only where a collector is named."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator

import pytest
from fastapi import APIRouter
from hypothesis import given
from hypothesis import strategies as st

from libs.common.errors import UpstreamFailed
from libs.common.observability import otlp_tracing
from libs.common.observability.trace_context import (
    TraceContext,
    current_traceparent,
    read_traceparent,
)
from tests.common.probe_app import ProbeSettings, probe
from tests.emulators.otlp import OtlpCollector, serve_otlp
from tests.fixtures.app import StartService
from tests.fixtures.sampling import sampled

HEADER = f"00-{'a1' * 16}-{'b2' * 8}-01"

router = APIRouter()


@router.get("/place/{name}")
async def read_place(name: str) -> str:
    """Where the request stands in its trace."""
    return current_traceparent()


@router.get("/broken")
async def fail() -> None:
    """An error of ours."""
    raise UpstreamFailed


class TestReadTraceparent:
    @pytest.mark.parametrize(
        "header",
        [
            "",
            "00",
            HEADER.upper(),
            HEADER + "-more",
            HEADER.replace("00-", "ff-"),
            f"00-{'0' * 32}-{'b2' * 8}-01",
            f"00-{'a1' * 16}-{'0' * 16}-01",
            HEADER + "\n",
            HEADER[:-1],
        ],
    )
    def test_malformed_header_is_none(self, header: str) -> None:
        assert read_traceparent(header) is None

    def test_later_version_is_read_as_far_as_it_is_known(self) -> None:
        found = read_traceparent(HEADER.replace("00-", "cc-", 1) + "-future")
        assert found == TraceContext("a1" * 16, "b2" * 8, is_sampled=True)

    @given(st.text(max_size=600))
    def test_nothing_breaks_it(self, header: str) -> None:
        found = read_traceparent(header)
        assert found is None or read_traceparent(found.to_header()) == found

    @given(st.integers(1, 2**128 - 1), st.integers(1, 2**64 - 1), st.booleans())
    def test_what_is_written_is_read(
        self, trace: int, span: int, is_sampled: bool
    ) -> None:
        context = TraceContext(f"{trace:032x}", f"{span:016x}", is_sampled)
        assert read_traceparent(context.to_header()) == context


class TestWithoutCollector:
    async def test_place_is_kept_as_it_came(self, start_service: StartService) -> None:
        service = await start_service(ProbeSettings, probe(router), database="insights")
        async with service.client() as client:
            told = await client.get("/place/1", headers={"traceparent": HEADER})
            assert told.json() == HEADER
            assert (await client.get("/place/1")).json() == ""

    def test_sdk_is_not_loaded(self) -> None:
        code = (
            "import sys, libs.common.app, gateway.main\n"
            "print([m for m in sys.modules if m.startswith('opentelemetry.sdk')])"
        )
        told = subprocess.check_output([sys.executable, "-c", code])
        assert told.strip() == b"[]"


class TestWithCollector:
    @pytest.fixture(autouse=True)
    def quick(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "20")
        monkeypatch.setattr(otlp_tracing, "_LAST_SPANS_SECONDS", 0.2)

    @pytest.fixture
    async def otlp(self) -> AsyncIterator[OtlpCollector]:
        async with serve_otlp() as served:
            yield served

    async def test_requests_are_spans_named_by_template(
        self, start_service: StartService, otlp: OtlpCollector
    ) -> None:
        service = await start_service(
            ProbeSettings,
            probe(router),
            database="insights",
            otel_exporter_otlp_endpoint=otlp.url + "/",
        )
        async with service.client() as client:
            headers = {"traceparent": HEADER}
            place = (await client.get("/place/ada@example.com", headers=headers)).json()
            await client.get("/broken")
            await client.get("/no/such/ada@example.com")
            await client.get("/health/live")
        async with asyncio.timeout(5):
            while len(otlp.spans) < 3:
                await asyncio.sleep(0.01)
        assert {s.name: s.has_failed for s in otlp.spans} == {
            "GET /place/{name}": False,
            "GET /broken": True,
            "GET (no such route)": False,
        }
        (span,) = [s for s in otlp.spans if s.name == "GET /place/{name}"]
        assert span.parent == "b2" * 8
        assert place == f"00-{'a1' * 16}-{span.span_id}-01"
        assert "ada@" not in str(otlp.spans)

    @pytest.mark.parametrize("fault", sampled(["hangs", "refuses", "is away"], 1))
    async def test_collector_that_fails_harms_nothing(
        self, start_service: StartService, otlp: OtlpCollector, fault: str
    ) -> None:
        if fault == "hangs":
            otlp.gate.clear()
        otlp.status = 400
        url = "http://127.0.0.1:9" if fault == "is away" else otlp.url
        service = await start_service(
            ProbeSettings,
            probe(router),
            database="insights",
            otel_exporter_otlp_endpoint=url,
        )
        began = time.perf_counter()
        async with service.client() as client:
            # More than the SDK's queue (2,048) holds.
            for _ in range(45):
                await asyncio.gather(*(client.get("/place/1") for _ in range(50)))
        assert time.perf_counter() - began < 20
        closing = time.perf_counter()
        await service.resources.tracing.close()
        assert time.perf_counter() - closing < 2

"""What every answer goes through: mistakes of ours, the access log."""

import json
from types import ModuleType

import pytest

from gateway import passage, proxy
from gateway.access_log import AccessLog, loggable_path, loggable_query
from gateway.exchange import Answer, Exchange
from gateway.head import Head
from gateway.passage import Passage
from gateway.paths import RequestPath
from gateway.routes import Route
from tests.gateway.conftest import World


class TestMistakes:
    @pytest.mark.parametrize(
        ("method", "module", "step"),
        [
            ("GET", Passage, "_hand_over"),
            ("HEAD", passage, "keep_for_client"),
            ("POST", proxy, "keep_for_client"),
        ],
        ids=["GET", "HEAD", "POST"],
    )
    async def test_unexpected_error_is_a_500_without_details(
        self,
        world: World,
        monkeypatch: pytest.MonkeyPatch,
        method: str,
        module: ModuleType | type,
        step: str,
    ) -> None:
        def fail(*_: object) -> None:
            raise RuntimeError("secret detail")

        monkeypatch.setattr(module, step, fail)
        response = await world.client.request(method, "/api/v1/accounts/plans")

        assert response.status_code == 500
        if method == "HEAD":
            return
        assert response.json()["code"] == "InternalError"
        assert "secret detail" not in response.text
        assert response.json()["request_id"] == response.headers["x-request-id"]


def exchange_for(path: str, query: str = "", route: Route | None = None) -> Exchange:
    answer = Answer("request-1")
    answer.status = 200
    return Exchange(
        answer=answer,
        head=Head([]),
        raw_path=path.encode(),
        raw_query=query.encode(),
        method="GET",
        request_id="request-1",
        path=RequestPath(path, path),
        query=query,
        route=route,
    )


class TestAccessLog:
    @pytest.mark.parametrize(
        ("query", "logged"),
        [
            ("page=2&q=cats", "page=2&q=cats"),
            ("code=abc&state=xyz", "code=[redacted]&state=[redacted]"),
            (
                "access_token=abc&X-Signature=1",
                "access_token=[redacted]&X-Signature=[redacted]",
            ),
            ("PASSWORD=1&empty=", "PASSWORD=[redacted]&empty="),
            (
                "limit=20&sort=newest&day=2026-11-30",
                "limit=20&sort=newest&day=2026-11-30",
            ),
            ("limit=20&code=1", "limit=20&code=[redacted]"),
            ("q=ps_live_abc", "q=[redacted]"),
            ("a=1&", "a=1"),
        ],
    )
    def test_secret_parameters_are_taken_out(self, query: str, logged: str) -> None:
        assert loggable_query(query) == logged

    def test_secret_part_of_a_path_is_taken_out(self) -> None:
        route = Route("/api/v1/analysis/shared", "analysis", hides_rest=True)
        path = "/api/v1/analysis/shared/abc"

        assert loggable_path(path, route) == "/api/v1/analysis/shared/[redacted]"

    async def test_line_is_one_line_whatever_the_path(
        self, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("INFO")
        log = AccessLog("json")

        log.write(exchange_for("/x\n{evil}", "a=1\r\nb=2"), 0.0123)
        log.flush()

        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 1
        assert json.loads(lines[0])["path"] == "/x\n{evil}"
        assert json.loads(lines[0])["duration_ms"] == 12.3

    async def test_probes_are_never_logged(
        self, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("INFO")
        log, probe = AccessLog("json"), exchange_for("/health/ready")

        log.write(probe, 0.01)
        log.flush()
        assert capsys.readouterr().out == ""
        probe.answer.status = 503
        log.write(probe, 0.01)
        log.flush()
        assert capsys.readouterr().out == ""

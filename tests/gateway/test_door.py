"""What every answer goes through: mistakes of ours, the access log."""

import json
from typing import Any

import pytest

from gateway.access_log import AccessLog, loggable_path, loggable_query
from gateway.exchange import Exchange, Reply
from gateway.paths import RequestPath
from gateway.proxy import Proxy
from gateway.routes import Route
from tests.gateway.conftest import World


class TestMistakes:
    async def test_unexpected_error_is_a_500_without_details(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def fail(*_: object) -> None:
            raise RuntimeError("secret detail")

        monkeypatch.setattr(Proxy, "forward", fail)
        response = await world.client.get("/api/v1/accounts/plans")

        assert response.status_code == 500
        assert response.json()["code"] == "InternalError"
        assert "secret detail" not in response.text
        assert response.json()["request_id"] == response.headers["x-request-id"]


def exchange_for(path: str, query: str = "", route: Route | None = None) -> Exchange:
    async def nothing(*_: Any) -> Any:
        return {}

    reply = Reply(nothing, "request-1")
    reply.status = 200
    return Exchange(
        scope={"headers": []},
        receive=nothing,
        reply=reply,
        method="GET",
        headers={},
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
        ],
    )
    def test_secret_parameters_are_taken_out(self, query: str, logged: str) -> None:
        assert loggable_query(query) == logged

    def test_secret_part_of_a_path_is_taken_out(self) -> None:
        route = Route("/api/v1/analysis/shared", "analysis", hides_rest=True)
        exchange = exchange_for("/api/v1/analysis/shared/abc", route=route)

        assert loggable_path(exchange) == "/api/v1/analysis/shared/[redacted]"

    def test_line_is_one_line_whatever_the_path(
        self, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("INFO")
        log = AccessLog("json")

        log.write(exchange_for("/x\n{evil}", "a=1\r\nb=2"), 0.0123)

        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 1
        assert json.loads(lines[0])["path"] == "/x\n{evil}"
        assert json.loads(lines[0])["duration_ms"] == 12.3

    def test_probes_are_never_logged(
        self, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("INFO")
        log, probe = AccessLog("json"), exchange_for("/health/ready")

        log.write(probe, 0.01)
        assert capsys.readouterr().out == ""
        probe.reply.status = 503
        log.write(probe, 0.01)
        assert capsys.readouterr().out == ""

"""The door between services: who may ask, what goes through."""

from datetime import UTC, datetime, timedelta

import pytest

from libs.common.identity import Identity, IdentitySigner, service_identity
from libs.common.ids import new_id
from tests.gateway.conftest import SECRET, World

PATH = "/internal/billing/reservations"


def signed(identity: Identity, *, secret: str = SECRET, age: float = 0) -> str:
    instant = datetime.now(UTC) - timedelta(seconds=age)
    return IdentitySigner(secret).sign(identity, instant)


def as_service() -> dict[str, str]:
    return {"x-postscope-identity": signed(service_identity("analysis", "req-12345"))}


class TestQuestions:
    async def test_question_of_a_service_goes_through(self, world: World) -> None:
        headers = as_service()
        response = await world.internal.post(
            f"{PATH}?a=1", headers=headers, json={"posts": 3}
        )
        told = response.json()

        assert (told["service"], told["raw"]) == ("billing", f"{PATH}?a=1")
        assert (
            told["headers"]["x-postscope-identity"] == headers["x-postscope-identity"]
        )
        assert told["body"] == '{"posts":3}'

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "v1.e30=.AAAA",
            signed(service_identity("analysis", ""), secret="another"),
            signed(service_identity("analysis", ""), age=120),
            signed(Identity(user_id=new_id(), owner_id=new_id(), role="admin")),
        ],
    )
    async def test_nobody_else_may_ask(self, world: World, header: str) -> None:
        count = len(world.services["billing"].asked)
        response = await world.internal.get(
            PATH, headers={"x-postscope-identity": header}
        )

        assert response.status_code == 401
        assert len(world.services["billing"].asked) == count

    async def test_users_tokens_mean_nothing_here(self, world: World) -> None:
        response = await world.internal.get(PATH, headers=world.bearer(role="admin"))

        assert response.status_code == 401

    @pytest.mark.parametrize(
        "path",
        [
            "/internal",
            "/internal/billing",
            "/internal/nobody/x",
            "/api/v1/accounts/plans",
            "/",
            "/internal/../api/v1/accounts/plans",
        ],
    )
    async def test_other_paths_are_not_found(self, world: World, path: str) -> None:
        response = await world.internal.get(path, headers=as_service())

        assert response.status_code == 404

    async def test_service_that_is_down_is_named(self, world: World) -> None:
        await world.services["insights"].served.stop()
        response = await world.internal.get(
            "/internal/insights/x", headers=as_service()
        )
        await world.services["insights"].served.start()

        assert response.status_code == 503
        assert response.json()["service"] == "insights"


class TestMetrics:
    async def test_figures_are_on_the_inner_door_only(self, world: World) -> None:
        await world.client.get("/api/v1/accounts/plans")
        public = await world.client.get("/metrics", headers={"accept": "text/html"})
        inner = await world.internal.get("/metrics")

        assert public.status_code == 404
        assert inner.headers["content-type"].startswith("text/plain; version=0.0.4")
        lines = inner.text.splitlines()
        plans = 'route="/api/v1/accounts/plans"'
        assert any(
            line.startswith(f'http_requests_total{{{plans},method="GET",status="2xx"')
            for line in lines
        )
        buckets = [
            int(line.rpartition(" ")[2])
            for line in lines
            if line.startswith(f"http_request_duration_seconds_bucket{{{plans}")
        ]
        count = next(
            line for line in lines if f"seconds_count{{{plans}}}" in line
        ).rpartition(" ")[2]
        assert buckets == sorted(buckets)
        assert buckets[-1] == int(count) > 0
        assert "gateway_open_streams 0" in inner.text
        assert "process_resident_memory_bytes " in inner.text

"""A service that hangs costs its own routes, and a slow client costs himself."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway import request_body
from libs.common.circuit import Circuit
from tests.fixtures.lone_redis import LoneRedis
from tests.gateway.conftest import World, open_world
from tests.gateway.lanes import LANES, known_bearer
from tests.gateway.stubs import Asked, until

HANG = "/api/v1/social/hang"
PLANS = "/api/v1/accounts/plans"


@pytest.fixture(scope="module")
async def narrow(redis_server: LoneRedis, web_root: Path) -> AsyncIterator[World]:
    """A gateway that asks two at once, lets one wait, and not for long."""
    async with open_world(
        redis_server,
        web_root,
        upstream_requests=2,
        upstream_waiting=1,
        upstream_wait_seconds=0.3,
        first_byte_timeout_seconds=1,
        idle_timeout_seconds=0.6,
        requests_per_minute=1000,
    ) as world:
        yield world


def circuit_of(world: World, service: str) -> Circuit:
    return world.gateway.parts.upstreams.pool(service).turns.circuit


@pytest.mark.parametrize("lane", LANES)
class TestHangingService:
    async def test_it_costs_its_own_routes_and_no_others(
        self, narrow: World, lane: str
    ) -> None:
        release = asyncio.Event()

        async def hang(asked: Asked) -> None:
            await release.wait()
            await asked.answer(b"late")

        narrow.services["social"].handlers[HANG] = hang
        headers = await known_bearer(narrow) | LANES[lane]
        turns = narrow.gateway.parts.upstreams.pool("social").turns
        asking = [
            asyncio.create_task(narrow.client.get(HANG, headers=headers))
            for _ in range(2)
        ]
        await until(lambda: turns.asking == 2)
        waiting = asyncio.create_task(narrow.client.get(HANG, headers=headers))
        await asyncio.sleep(0.05)
        one_too_many = await narrow.client.get(HANG, headers=headers)
        others = [await narrow.client.get(PLANS, headers=LANES[lane]) for _ in range(3)]
        waited = await waiting
        release.set()
        answered = await asyncio.gather(*asking)

        for refused in (one_too_many, waited):
            assert (refused.status_code, refused.json()["service"]) == (503, "social")
            assert refused.headers["retry-after"] == "2"
        assert [other.status_code for other in others] == [200] * 3
        assert [answer.text for answer in answered] == ["late"] * 2
        assert turns.asking == 0

    async def test_streams_and_large_answers_keep_nobody_waiting(
        self, narrow: World, lane: str
    ) -> None:
        async def stream(asked: Asked) -> None:
            await asked.start(200, [(b"content-type", b"text/event-stream")])
            await asked.send_part(b"data: 0\n\n")
            await asked.wait_for_disconnect()

        path = "/api/v1/social/stream"
        narrow.services["social"].handlers[path] = stream
        headers = await known_bearer(narrow) | LANES[lane]
        turns = narrow.gateway.parts.upstreams.pool("social").turns
        readers = []
        for _ in range(5):
            request = narrow.client.build_request("GET", path, headers=headers)
            response = await narrow.client.send(request, stream=True)
            assert response.status_code == 200
            readers.append(response)

        assert (turns.asking, turns.apart) == (0, 5)
        answer = await narrow.client.get("/api/v1/social/posts", headers=headers)
        assert answer.status_code == 200
        for response in readers:
            await response.aclose()
        await until(lambda: turns.apart == 0)

    async def test_five_that_hang_open_the_circuit_and_one_that_answers_closes_it(
        self, narrow: World, lane: str
    ) -> None:
        async def hang(asked: Asked) -> None:
            await asked.wait_for_disconnect()

        service, path = narrow.services["insights"], "/api/v1/insights/hang"
        service.handlers[path] = hang
        circuit = circuit_of(narrow, "insights")
        for _ in range(4):
            circuit.fail()
        headers = await known_bearer(narrow) | LANES[lane]
        # The route has a time of its own, which is long.
        for route in narrow.gateway.parts.table.routes:
            if route.service == "insights":
                object.__setattr__(route, "first_byte_seconds", 0.2)
        hung = await narrow.client.get(path, headers=headers)
        count = len(service.asked)
        refused = await narrow.client.get("/api/v1/insights/x", headers=headers)
        assert (hung.status_code, hung.json()["service"]) == (504, "insights")
        assert (refused.status_code, refused.json()["service"]) == (503, "insights")
        assert len(service.asked) == count

        circuit._open_until = 0.0  # its pause is over
        tried = await narrow.client.get("/api/v1/insights/x", headers=headers)
        after = await narrow.client.get("/api/v1/insights/x", headers=headers)
        assert [tried.status_code, after.status_code] == [200, 200]
        assert not circuit.is_open

    async def test_dead_service_is_left_alone_after_five(
        self, narrow: World, lane: str
    ) -> None:
        service = narrow.services["analytics"]
        await service.served.stop()
        headers = await known_bearer(narrow) | LANES[lane]
        path = "/api/v1/analytics/overview"
        answers = [await narrow.client.get(path, headers=headers) for _ in range(6)]
        assert {(a.status_code, a.json()["service"]) for a in answers} == {
            (503, "analytics")
        }
        assert circuit_of(narrow, "analytics").is_open
        await service.served.start()
        circuit_of(narrow, "analytics")._open_until = 0.0

        assert (await narrow.client.get(path, headers=headers)).status_code == 200


class TestSlowBodies:
    async def test_trickle_is_cut_off_though_it_never_stops(
        self, narrow: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(request_body, "GRACE_SECONDS", 0.4)
        headers = await known_bearer(narrow)
        reader, writer = await asyncio.open_connection("127.0.0.1", narrow.port)
        writer.write(
            f"POST /api/v1/social/media HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: {headers['authorization']}\r\n"
            "Content-Length: 1000\r\n\r\n".encode()
        )
        answer = asyncio.create_task(reader.read())
        for _ in range(40):
            writer.write(b"x")
            await asyncio.sleep(0.05)
            if answer.done():
                break
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)

        assert (await answer).startswith(b"HTTP/1.1 408")

    async def test_body_that_is_fast_enough_may_take_long(
        self, narrow: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(request_body, "GRACE_SECONDS", 0.1)

        async def content() -> AsyncIterator[bytes]:
            for _ in range(8):
                yield b"x" * 1000
                await asyncio.sleep(0.05)

        response = await narrow.client.post(
            "/api/v1/social/media", content=content(), headers=narrow.bearer()
        )

        assert len(response.json()["body"]) == 8000

"""What a caller is told when a service, or the caller himself, fails."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from tests.fixtures.lone_redis import LoneRedis
from tests.gateway.conftest import World, open_world
from tests.gateway.stubs import Asked, until


@pytest.fixture(scope="module")
async def hasty(redis_server: LoneRedis, web_root: Path) -> AsyncIterator[World]:
    """A gateway of little patience."""
    async with open_world(
        redis_server,
        web_root,
        first_byte_timeout_seconds=0.4,
        idle_timeout_seconds=0.5,
        connect_timeout_seconds=0.5,
    ) as world:
        yield world


class TestFailures:
    async def test_service_that_is_down_is_named(self, hasty: World) -> None:
        await hasty.services["billing"].served.stop()

        response = await hasty.client.get("/api/v1/accounts/plans")
        await hasty.services["billing"].served.start()
        back = await hasty.client.get("/api/v1/accounts/plans")

        assert response.status_code == 503
        assert response.json()["code"] == "ServiceUnavailable"
        assert response.json()["service"] == "billing"
        assert response.headers["retry-after"] == "2"
        assert back.status_code == 200

    async def test_service_that_says_nothing_times_out(self, hasty: World) -> None:
        async def hang(asked: Asked) -> None:
            await asked.wait_for_disconnect()

        hasty.services["social"].handlers["/api/v1/social/hang"] = hang

        response = await hasty.client.get("/api/v1/social/hang", headers=hasty.bearer())

        assert response.status_code == 504
        assert response.json()["code"] == "ServiceTimedOut"
        assert response.json()["service"] == "social"

    async def test_stream_of_a_service_that_is_down_or_silent_is_told_the_same(
        self, hasty: World
    ) -> None:
        path = "/api/v1/analysis/requests/5/events"

        async def hang(asked: Asked) -> None:
            await asked.wait_for_disconnect()

        service = hasty.services["analysis"]
        service.handlers[path] = hang
        silent = await hasty.client.get(path, headers=hasty.bearer())
        await asyncio.wait_for(service.last.disconnected.wait(), 3)
        await service.served.stop()
        down = await hasty.client.get(path, headers=hasty.bearer())
        await service.served.start()

        assert (silent.status_code, silent.json()["code"]) == (504, "ServiceTimedOut")
        assert (down.status_code, down.json()["code"]) == (503, "ServiceUnavailable")

    async def test_service_that_dies_before_its_answer_is_a_502(
        self, hasty: World
    ) -> None:
        async def die(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            await reader.readline()
            writer.close()

        address = hasty.gateway.parts.settings.upstream_insights
        port = int(address.rpartition(":")[2])
        await hasty.services["insights"].served.stop()
        server = await asyncio.start_server(die, "127.0.0.1", port)
        response = await hasty.client.get(
            "/api/v1/insights/anomalies", headers=hasty.bearer()
        )
        server.close()
        await server.wait_closed()
        await hasty.services["insights"].served.start()

        assert response.status_code == 502
        assert response.json()["code"] == "ServiceBrokeOff"

    @pytest.mark.parametrize("has_length", [True, False])
    async def test_service_that_breaks_off_breaks_the_answer(
        self, hasty: World, has_length: bool
    ) -> None:
        async def stop_short(asked: Asked) -> None:
            length = [(b"content-length", b"100")] if has_length else []
            await asked.start(200, length)
            await asked.send_part(b"half")

        hasty.services["social"].handlers["/api/v1/social/half"] = stop_short

        with pytest.raises(httpx2.RemoteProtocolError):
            await hasty.client.get("/api/v1/social/half", headers=hasty.bearer())

    async def test_silence_in_the_middle_breaks_the_answer(self, hasty: World) -> None:
        async def stall(asked: Asked) -> None:
            await asked.start(200, [(b"content-length", b"100")])
            await asked.send_part(b"half")
            await asked.wait_for_disconnect()

        service = hasty.services["social"]
        service.handlers["/api/v1/social/stall"] = stall

        with pytest.raises(httpx2.RemoteProtocolError):
            await hasty.client.get("/api/v1/social/stall", headers=hasty.bearer())
        await asyncio.wait_for(service.last.disconnected.wait(), 3)

    async def test_streams_may_be_silent_for_longer(self, hasty: World) -> None:
        async def slow(asked: Asked) -> None:
            await asked.start(200, [(b"content-type", b"text/event-stream")])
            await asyncio.sleep(0.8)
            await asked.send_part(b"data: late\n\n", more=False)

        hasty.services["social"].handlers["/api/v1/social/slow"] = slow

        response = await hasty.client.get("/api/v1/social/slow", headers=hasty.bearer())

        assert response.content == b"data: late\n\n"

    async def test_slow_upload_does_not_count_as_slow_answer(
        self, hasty: World
    ) -> None:
        async def content() -> AsyncIterator[bytes]:
            for _ in range(6):
                yield b"x" * 1000
                await asyncio.sleep(0.15)

        response = await hasty.client.post(
            "/api/v1/social/media", content=content(), headers=hasty.bearer()
        )

        assert response.status_code == 200
        assert len(response.json()["body"]) == 6000

    async def test_client_that_stops_sending_times_out(self, hasty: World) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", hasty.port)
        token = hasty.bearer()["authorization"]
        writer.write(
            f"POST /api/v1/social/media HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: {token}\r\nContent-Length: 1000\r\n\r\nabc".encode()
        )
        line = await asyncio.wait_for(reader.readline(), 3)
        writer.close()
        await writer.wait_closed()

        assert b" 408 " in line

    async def test_client_that_leaves_while_waiting_is_let_go(
        self, hasty: World
    ) -> None:
        told = asyncio.Event()

        async def slow(asked: Asked) -> None:
            await asked.wait_for_disconnect()
            told.set()

        path = "/api/v1/analysis/chat/sessions/1"
        hasty.services["analysis"].handlers[path] = slow
        with pytest.raises(httpx2.ReadTimeout):
            await hasty.client.get(path, headers=hasty.bearer(), timeout=0.15)

        await until(lambda: hasty.gateway.parts.metrics.in_flight == 0, 0.1)
        await asyncio.wait_for(told.wait(), 1)
        text = (await hasty.internal.get("/metrics")).text
        assert 'route="/api/v1/analysis",method="GET",status="4xx"' in text

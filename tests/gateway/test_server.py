"""The process: it starts with both doors, bounds hostile peers, stops calmly."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from gateway import http_protocol, server
from tests.fixtures.lone_redis import LoneRedis, free_port
from tests.gateway.conftest import SECRET, World, open_world
from tests.gateway.raw import ask_raw, exchange_bytes
from tests.gateway.stubs import Asked

PLANS = "/api/v1/accounts/plans"


class TestStop:
    async def test_request_under_way_is_finished(
        self, redis_server: LoneRedis, web_root: Path
    ) -> None:
        async with open_world(redis_server, web_root) as world:
            arrived = asyncio.Event()

            async def slow(asked: Asked) -> None:
                arrived.set()
                await asyncio.sleep(0.8)
                await asked.answer(b"done")

            world.services["billing"].handlers[PLANS] = slow
            asking = asyncio.create_task(world.client.get(PLANS))
            await arrived.wait()
            world.stop.set()
            await asyncio.sleep(0.4)
            with pytest.raises(httpx2.ConnectError):
                await httpx2.AsyncClient(trust_env=False).get(world.public_url)

            response = await asking

            assert response.text == "done"
            assert response.headers["connection"] == "close"

    async def test_open_streams_do_not_hold_it_up(
        self, redis_server: LoneRedis, web_root: Path
    ) -> None:
        async with open_world(redis_server, web_root) as world:
            path = "/api/v1/analysis/requests/1/events"

            async def stream(asked: Asked) -> None:
                await asked.start(200, [(b"content-type", b"text/event-stream")])
                await asked.send_part(b"data: 0\n\n")
                await asked.wait_for_disconnect()

            world.services["analysis"].handlers[path] = stream
            async with world.client.stream(
                "GET", path, headers=world.bearer()
            ) as response:
                chunks = response.aiter_raw()
                await anext(chunks)
                world.stop.set()
                rest = await asyncio.wait_for(_collect(chunks), 1)

            # Ended, not broken off; and told that it may come again.
            assert rest == [b": the server is restarting, come again\nretry: 1000\n\n"]


async def _collect(chunks: AsyncIterator[bytes]) -> list[bytes]:
    return [chunk async for chunk in chunks]


class TestListening:
    async def test_small_answers_are_not_held_back_by_nagle(self) -> None:
        accepted: asyncio.Future[object] = asyncio.get_running_loop().create_future()

        class Probe(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                peer = transport.get_extra_info("socket")
                nodelay = peer.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                accepted.set_result(nodelay)
                transport.close()

        bound = server._bind("127.0.0.1", 0, "PORT")
        serving = await asyncio.get_running_loop().create_server(Probe, sock=bound)
        await exchange_bytes(bound.getsockname()[1], b"")
        serving.close()
        await serving.wait_closed()

        assert await accepted


class TestHostilePeers:
    async def test_head_that_never_ends_is_cut_off(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(http_protocol, "HEAD_SECONDS", 0.3)
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: loc")
        answer = await asyncio.wait_for(reader.read(), 3)
        writer.close()
        await writer.wait_closed()

        assert answer == b""

    async def test_silent_connection_is_cut_off(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(http_protocol, "HEAD_SECONDS", 0.3)

        assert await asyncio.wait_for(exchange_bytes(world.port, b""), 3) == b""

    @pytest.mark.parametrize(
        "lines",
        [
            b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
            b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"Content-Length: -1\r\n\r\n",
            b"Content-Length: 1e3\r\n\r\n",
            b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            b"X-Bad\x00: 1\r\n\r\n",
            b"X Bad: 1\r\n\r\n",
        ],
    )
    async def test_ambiguous_requests_are_refused(
        self, world: World, lines: bytes
    ) -> None:
        head = b"POST /api/v1/track/event HTTP/1.1\r\nHost: localhost\r\n"
        count = len(world.services["analytics"].asked)

        answer = await exchange_bytes(
            world.port, head + b"Connection: close\r\n" + lines
        )

        head, _, body = answer.partition(b"\r\n\r\n")
        told = json.loads(body)
        assert head.startswith(b"HTTP/1.1 400")
        assert told["code"] == "MalformedRequest"
        assert f"x-request-id: {told['request_id']}".encode() in head
        assert len(world.services["analytics"].asked) == count

    async def test_head_beyond_all_bounds_is_said_to_be_too_large(
        self, world: World
    ) -> None:
        line = b"X-Padding: " + b"a" * 70_000
        answer = await exchange_bytes(
            world.port, b"GET / HTTP/1.1\r\nHost: localhost\r\n" + line + b"\r\n\r\n"
        )

        assert answer.startswith(b"HTTP/1.1 431")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "HeadersTooLarge"
        figures = (await world.internal.get("/metrics")).text
        counted = 'http_requests_total{route="unreadable",method="other",status="4xx"}'
        assert counted in figures

    @pytest.mark.parametrize(
        "lines",
        [
            (b"Host: evil.example", b"Host: localhost"),
            (
                b"Host: localhost",
                b"Authorization: Bearer a",
                b"Authorization: Bearer b",
            ),
        ],
    )
    async def test_headers_that_must_stand_once_are_refused_twice(
        self, world: World, lines: tuple[bytes, ...]
    ) -> None:
        status, answer = await ask_raw(world.port, PLANS, *lines)

        assert status == 400
        assert b"stands twice" in answer

    async def test_pipelined_requests_are_answered_in_order(self, world: World) -> None:
        one = b"GET /api/v1/accounts/plans?n=%d HTTP/1.1\r\nHost: localhost\r\n\r\n"
        last = one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")

        answer = await exchange_bytes(world.port, one % 1 + one % 2 + last % 3)

        places = [answer.index(b"plans?n=%d" % n) for n in (1, 2, 3)]
        assert places == sorted(places)
        assert answer.count(b"HTTP/1.1 200") == 3


@asynccontextmanager
async def running_process(
    tmp_path: Path, redis: LoneRedis, **settings: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, int, Path]]:
    """`python -m gateway.main` with its public port and its log."""
    port, log = free_port(), tmp_path / "log"
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": SECRET,
        "REDIS_URL": redis.url,
        "POSTSCOPE_HOME": str(tmp_path),
        "PORT": str(port),
        "INTERNAL_PORT": str(free_port()),
        "WEB_ROOT": str(tmp_path / "no-web"),
        "LOG_FORMAT": "json",
        **settings,
    }
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "gateway.main",
            env=environment,
            stdout=output,
            stderr=output,
        )
        try:
            yield process, port, log
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def wait_until_live(port: int) -> None:
    async with httpx2.AsyncClient(trust_env=False) as client:
        for _ in range(600):
            try:
                await client.get(f"http://127.0.0.1:{port}/health/live")
            except httpx2.TransportError:
                await asyncio.sleep(0.05)
            else:
                return
    raise TimeoutError


class TestProcess:
    async def test_starts_answers_logs_and_stops(
        self, tmp_path: Path, redis_server: LoneRedis
    ) -> None:
        async with running_process(tmp_path, redis_server) as (process, port, log):
            await wait_until_live(port)
            async with httpx2.AsyncClient(trust_env=False) as client:
                url = f"http://localhost:{port}/api/v1/analysis/shared/top-secret"
                response = await client.get(url, params={"token": "hush", "page": "2"})
            process.send_signal(signal.SIGTERM)
            code = await asyncio.wait_for(process.wait(), 8)

        lines = [json.loads(line) for line in log.read_text().splitlines()]
        access = next(line for line in lines if line["event"] == "request")
        assert (response.status_code, code) == (503, 0)
        assert access["path"] == "/api/v1/analysis/shared/[redacted]"
        assert access["query"] == "token=[redacted]&page=2"
        assert access["status"] == 503
        assert access["request_id"] == response.headers["x-request-id"]
        assert access["upstream"] == "analysis"
        assert "Traceback" not in log.read_text()
        assert "hush" not in log.read_text()
        assert "top-secret" not in log.read_text()

    async def test_taken_port_ends_it_with_a_sentence(
        self, tmp_path: Path, redis_server: LoneRedis
    ) -> None:
        async with running_process(
            tmp_path, redis_server, PORT=str(redis_server.port)
        ) as (process, _, log):
            code = await asyncio.wait_for(process.wait(), 20)

        assert code == 1
        assert f"Cannot listen on 127.0.0.1:{redis_server.port}" in log.read_text()
        assert "Traceback" not in log.read_text()

    async def test_wrong_settings_are_named(
        self, tmp_path: Path, redis_server: LoneRedis
    ) -> None:
        async with running_process(
            tmp_path, redis_server, TRUSTED_PROXIES="everyone", ANALYSES_PER_HOUR="0"
        ) as (process, _, log):
            code = await asyncio.wait_for(process.wait(), 20)

        assert code == 1
        assert "TRUSTED_PROXIES" in log.read_text()
        assert "ANALYSES_PER_HOUR" in log.read_text()

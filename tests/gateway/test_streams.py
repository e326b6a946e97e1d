"""Bodies both ways: as they come, bounded, at constant memory."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from tests.gateway.conftest import World
from tests.gateway.stubs import Asked, until

MB = 1024 * 1024


def resident_bytes() -> int:
    """Memory of this process: test client, gateway and services in one."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


class TestEventStreams:
    async def test_events_arrive_one_by_one(self, world: World) -> None:
        release = asyncio.Event()

        async def stream(asked: Asked) -> None:
            await asked.start(200, [(b"content-type", b"text/event-stream")])
            for number in range(3):
                await asked.send_part(b"data: %d\n\n" % number)
                await release.wait()
                release.clear()
            await asked.send_part(b"", more=False)

        path = "/api/v1/analysis/requests/1/events"
        world.services["analysis"].handlers[path] = stream
        seen = []
        async with world.client.stream("GET", path, headers=world.bearer()) as response:
            assert response.headers["content-type"] == "text/event-stream"
            async for chunk in response.aiter_raw():
                # The next is not even sent before this one was read.
                seen.append(chunk)
                assert len(world.gateway.parts.streams) == 1
                release.set()

        assert seen == [b"data: 0\n\n", b"data: 1\n\n", b"data: 2\n\n"]
        assert len(world.gateway.parts.streams) == 0

    async def test_client_that_leaves_ends_the_services_stream(
        self, world: World
    ) -> None:
        path = "/api/v1/analysis/requests/2/events"

        async def stream(asked: Asked) -> None:
            await asked.start(200, [(b"content-type", b"text/event-stream")])
            await asked.send_part(b"data: 0\n\n")
            await asked.wait_for_disconnect()

        service = world.services["analysis"]
        service.handlers[path] = stream
        async with world.client.stream("GET", path, headers=world.bearer()) as response:
            await anext(response.aiter_raw())

        await asyncio.wait_for(service.last.disconnected.wait(), 3)
        await until(lambda: len(world.gateway.parts.streams) == 0)

    async def test_refusal_instead_of_a_stream_is_passed_on(self, world: World) -> None:
        path = "/api/v1/analysis/requests/3/events"

        async def refuse(asked: Asked) -> None:
            await asked.answer(b'{"code": "AnalysisRequestNotFound"}', 404)

        world.services["analysis"].handlers[path] = refuse
        response = await world.client.get(path, headers=world.bearer())
        assert response.status_code == 404
        assert response.json() == {"code": "AnalysisRequestNotFound"}
        assert response.headers["x-request-id"]

    async def test_service_that_breaks_off_breaks_the_stream(
        self, world: World
    ) -> None:
        path = "/api/v1/analysis/requests/4/events"

        async def stream(asked: Asked) -> None:
            await asked.start(200, [(b"content-type", b"text/event-stream")])
            await asked.send_part(b"data: 0\n\n")
            raise RuntimeError

        world.services["analysis"].handlers[path] = stream
        async with world.client.stream("GET", path, headers=world.bearer()) as response:
            chunks = response.aiter_raw()
            assert await anext(chunks) == b"data: 0\n\n"
            with pytest.raises(httpx2.RemoteProtocolError):
                await anext(chunks)
        await until(lambda: len(world.gateway.parts.streams) == 0)

    async def test_first_bytes_of_any_answer_are_not_held_back(
        self, world: World
    ) -> None:
        release = asyncio.Event()

        async def trickle(asked: Asked) -> None:
            await asked.start(200, [(b"content-type", b"text/plain")])
            await asked.send_part(b"a")
            await release.wait()
            await asked.send_part(b"b", more=False)

        world.services["social"].handlers["/api/v1/social/trickle"] = trickle
        async with world.client.stream(
            "GET", "/api/v1/social/trickle", headers=world.bearer()
        ) as response:
            chunks = response.aiter_raw()
            assert await asyncio.wait_for(anext(chunks), 3) == b"a"
            release.set()
            assert await asyncio.wait_for(anext(chunks), 3) == b"b"


class TestUploads:
    async def test_large_upload_passes_at_constant_memory(self, world: World) -> None:
        size = 300 * MB
        peak = 0

        async def content() -> AsyncIterator[bytes]:
            block = os.urandom(MB)
            for _ in range(size // MB):
                yield block

        async def count(asked: Asked) -> None:
            nonlocal peak
            received = 0
            while True:
                message = await asked.receive()
                received += len(message.get("body", b""))
                peak = max(peak, resident_bytes())
                if not message.get("more_body"):
                    break
            await asked.answer(json.dumps({"received": received}).encode())

        world.services["social"].handlers["/api/v1/social/posts/import"] = count
        before = resident_bytes()
        response = await world.client.post(
            "/api/v1/social/posts/import", content=content(), headers=world.bearer()
        )

        assert response.json() == {"received": size}
        # Client, gateway and service share this process.
        assert peak - before < 60 * MB

    async def test_length_is_kept_where_it_is_known(self, world: World) -> None:
        body = b"x" * (3 * MB)
        response = await world.client.post(
            "/api/v1/social/media", content=body, headers=world.bearer()
        )
        told = response.json()

        assert told["headers"]["content-length"] == str(len(body))
        assert len(told["body"]) == len(body)

    async def test_empty_post_has_no_body(self, world: World) -> None:
        response = await world.client.post(
            "/api/v1/analysis/requests/1/cancel", headers=world.bearer()
        )

        assert response.json()["body"] == ""
        assert response.json()["method"] == "POST"

    async def test_client_that_breaks_off_breaks_the_upload(self, world: World) -> None:
        service = world.services["social"]

        async def take(asked: Asked) -> None:
            try:
                await asked.read()
            except ConnectionError:
                return

        path = "/api/v1/social/media/broken"
        service.handlers[path] = take
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
        token = world.bearer()["authorization"]
        writer.write(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: {token}\r\nContent-Length: 1000000\r\n\r\n".encode()
            + b"x" * 70000
        )
        await writer.drain()
        await until(lambda: service.last.raw == path)
        writer.close()
        await writer.wait_closed()

        await asyncio.wait_for(service.last.disconnected.wait(), 3)
        assert await reader.read() == b""

    async def test_answer_before_the_end_of_an_upload_is_passed_on(
        self, world: World
    ) -> None:
        async def refuse(asked: Asked) -> None:
            await asked.answer(b'{"code": "Early"}', 415)

        async def content() -> AsyncIterator[bytes]:
            for _ in range(50):
                yield b"x" * 65536
                await asyncio.sleep(0.005)

        world.services["social"].handlers["/api/v1/social/media"] = refuse
        response = await world.client.post(
            "/api/v1/social/media", content=content(), headers=world.bearer()
        )
        del world.services["social"].handlers["/api/v1/social/media"]

        assert response.status_code == 415
        assert response.json() == {"code": "Early"}


class TestBodyLimits:
    async def test_announced_length_above_the_limit_is_refused(
        self, world: World
    ) -> None:
        count = len(world.services["analysis"].asked)
        response = await world.client.post(
            "/api/v1/analysis/urls/check",
            content=b"x" * (MB + 1),
            headers=world.bearer(),
        )

        assert response.status_code == 413
        assert response.json()["code"] == "PayloadTooLarge"
        assert len(world.services["analysis"].asked) == count

    async def test_chunked_body_is_cut_where_it_grows_past(self, world: World) -> None:
        sent = 0

        async def content() -> AsyncIterator[bytes]:
            nonlocal sent
            while sent < 4 * MB:
                sent += 65536
                yield b"x" * 65536

        response = await world.client.post(
            "/api/v1/analysis/urls/check", content=content(), headers=world.bearer()
        )

        assert response.status_code == 413
        assert response.headers["connection"] == "close"

    async def test_exactly_the_limit_passes(self, world: World) -> None:
        response = await world.client.post(
            "/api/v1/analysis/urls/check", content=b"x" * MB, headers=world.bearer()
        )

        assert response.status_code == 200

    async def test_expecting_client_is_refused_before_it_sends(
        self, world: World
    ) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
        token = world.bearer()["authorization"]
        begun = time.perf_counter()
        writer.write(
            f"POST /api/v1/analysis/urls/check HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: {token}\r\nContent-Length: 9000000\r\n"
            f"Expect: 100-continue\r\n\r\n".encode()
        )
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()

        assert answer.startswith(b"HTTP/1.1 413")
        assert time.perf_counter() - begun < 1


class TestHeaderLimits:
    @pytest.mark.parametrize(
        "headers",
        [{"x-big": "x" * 40_000}, {f"x-{n}": "1" for n in range(120)}],
    )
    async def test_too_large_headers_are_refused(
        self, world: World, headers: dict[str, str]
    ) -> None:
        response = await world.client.get("/api/v1/accounts/plans", headers=headers)

        assert response.status_code == 431
        assert response.json()["code"] == "HeadersTooLarge"

    async def test_endless_headers_end_the_connection(self, world: World) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        writer.write(b"".join(b"x-%d: %s\r\n" % (n, b"y" * 900) for n in range(100)))
        answer = await asyncio.wait_for(reader.read(), 3)
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)

        assert answer.startswith(b"HTTP/1.1 431")

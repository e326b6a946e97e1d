"""What goes through unchanged, what does not go through, and how failures are told."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from libs.common.identity import Identity, IdentitySigner
from tests.fixtures.lone_redis import LoneRedis
from tests.gateway.conftest import SECRET, World, open_world
from tests.gateway.stubs import Asked

MB = 1024 * 1024
POSTS = "/api/v1/social/posts"


def resident_bytes() -> int:
    """Memory of this process: test client, gateway and services in one."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def until(condition: object, seconds: float = 3.0) -> None:
    """Waits for a condition that a callable tells."""
    assert callable(condition)
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise TimeoutError


class TestResponses:
    async def test_redirects_are_passed_on(self, world: World) -> None:
        async def redirect(asked: Asked) -> None:
            await asked.answer(b"", 307, [(b"location", b"https://elsewhere.example/")])

        world.services["billing"].handlers["/api/v1/billing/away"] = redirect

        response = await world.client.get(
            "/api/v1/billing/away", headers=world.bearer()
        )

        assert response.status_code == 307
        assert response.headers["location"] == "https://elsewhere.example/"

    async def test_encodings_and_cookies_stay_as_they_are(self, world: World) -> None:
        async def packed(asked: Asked) -> None:
            await asked.answer(
                b"\x1f\x8bnot really gzip",
                headers=[
                    (b"content-encoding", b"gzip"),
                    (b"set-cookie", b"a=1; HttpOnly"),
                    (b"set-cookie", b"b=2"),
                    (b"x-own", b"yes"),
                    (b"keep-alive", b"timeout=5"),
                    (b"connection", b"x-hop"),
                    (b"x-hop", b"1"),
                ],
            )

        world.services["social"].handlers["/api/v1/social/packed"] = packed

        async with world.client.stream(
            "GET", "/api/v1/social/packed", headers=world.bearer()
        ) as response:
            raw = b"".join([chunk async for chunk in response.aiter_raw()])

        assert raw == b"\x1f\x8bnot really gzip"
        assert response.headers["content-encoding"] == "gzip"
        assert response.headers.get_list("set-cookie") == ["a=1; HttpOnly", "b=2"]
        assert response.headers["x-own"] == "yes"
        assert "x-hop" not in response.headers
        assert "keep-alive" not in response.headers
        assert len(response.headers.get_list("date")) == 1

    async def test_unreadable_response_header_is_left_out(self, world: World) -> None:
        async def odd(asked: Asked) -> None:
            await asked.answer(
                b"ok", headers=[(b"x-odd", b"caf\xe9"), (b"x-even", b"fine")]
            )

        world.services["social"].handlers["/api/v1/social/odd"] = odd

        response = await world.client.get("/api/v1/social/odd", headers=world.bearer())

        assert response.status_code == 200
        assert response.headers["x-even"] == "fine"
        assert "x-odd" not in response.headers

    @pytest.mark.parametrize("status", [200, 204, 304, 404, 422, 500])
    async def test_head_and_statuses_pass(self, world: World, status: int) -> None:
        async def answer(asked: Asked) -> None:
            headers = [] if status == 204 else [(b"content-length", b"5")]
            await asked.start(status, headers)
            has_body = status not in {204, 304} and asked.scope["method"] != "HEAD"
            await asked.send_part(b"12345" if has_body else b"", more=False)

        path = f"/api/v1/social/status/{status}"
        if status == 304:

            async def not_modified(asked: Asked) -> None:
                await asked.start(304, [(b"etag", b'"1"')])
                await asked.send_part(b"", more=False)

            world.services["social"].handlers[path] = not_modified
        else:
            world.services["social"].handlers[path] = answer

        got = await world.client.get(path, headers=world.bearer())
        head = await world.client.head(path, headers=world.bearer())

        assert got.status_code == head.status_code == status
        assert head.content == b""

    async def test_connections_to_services_are_kept(self, world: World) -> None:
        service = world.services["social"]
        for _ in range(5):
            await world.client.get(POSTS, headers=world.bearer())

        ports = {asked.scope["client"][1] for asked in service.asked[-5:]}

        assert len(ports) == 1


class TestRequestHeaders:
    async def test_identity_headers_from_outside_are_stripped(
        self, world: World
    ) -> None:
        spoofed = IdentitySigner("another secret").sign(
            Identity(user_id=world_user(), owner_id=world_user(), role="admin"),
            world.gateway.parts.clock.now(),
        )
        response = await world.client.get(
            "/api/v1/accounts/plans",
            headers={
                "X-Postscope-Identity": spoofed,
                "x-postscope-anything": "1",
                "X_Postscope_Identity": spoofed,
                "Forwarded": "for=1.2.3.4",
                "X-Forwarded-For": "1.2.3.4",
                "X-Forwarded-Proto": "https",
                "X-Real-IP": "1.2.3.4",
                "Connection": "x-drop-me",
                "X-Drop-Me": "1",
                "X-Kept": "yes",
            },
        )
        headers = response.json()["headers"]

        assert not [name for name in headers if "postscope" in name]
        assert headers["x-forwarded-for"] == "127.0.0.1"
        assert headers["x-forwarded-proto"] == "http"
        assert headers["x-kept"] == "yes"
        assert {"forwarded", "x-real-ip", "x-drop-me", "connection"}.isdisjoint(headers)

    async def test_host_and_trace_go_through(self, world: World) -> None:
        trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        response = await world.client.get(
            "/api/v1/accounts/plans",
            headers={"traceparent": trace, "host": f"localhost:{world.port}"},
        )
        headers = response.json()["headers"]

        assert headers["traceparent"] == trace
        assert (
            headers["host"] == headers["x-forwarded-host"] == f"localhost:{world.port}"
        )
        assert "accept-encoding" in headers  # the client's own

    async def test_write_keys_reach_the_service(self, world: World) -> None:
        response = await world.client.post(
            "/v1/batch", auth=("write-key", ""), json={"batch": []}
        )

        assert response.json()["headers"]["authorization"].startswith("Basic ")

    async def test_verified_token_goes_no_further(self, world: World) -> None:
        response = await world.client.get(POSTS, headers=world.bearer())

        assert "authorization" not in response.json()["headers"]

    async def test_non_ascii_header_is_no_failure(self, world: World) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
        writer.write(
            b"GET /api/v1/accounts/plans HTTP/1.1\r\nHost: localhost\r\n"
            b"Cookie: a=caf\xe9\r\nX-Utf: caf\xc3\xa9\r\nConnection: close\r\n\r\n"
        )
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()

        assert answer.startswith(b"HTTP/1.1 200")


def world_user() -> object:
    return "018f0000-0000-7000-8000-000000000001"


class TestRequestId:
    async def test_well_formed_id_is_kept(self, world: World) -> None:
        response = await world.client.get(
            "/api/v1/accounts/plans", headers={"x-request-id": "abc-DEF_123"}
        )

        assert response.headers.get_list("x-request-id") == ["abc-DEF_123"]
        assert response.json()["headers"]["x-request-id"] == "abc-DEF_123"

    @pytest.mark.parametrize("bad", ["short", "x" * 65, "has space!", "<script>alert"])
    async def test_other_ids_are_replaced(self, world: World, bad: str) -> None:
        response = await world.client.get(
            "/api/v1/accounts/plans", headers={"x-request-id": bad}
        )
        sent = response.json()["headers"]["x-request-id"]

        assert response.headers["x-request-id"] == sent != bad
        assert len(sent) == 32

    async def test_errors_carry_it(self, world: World) -> None:
        response = await world.client.get(POSTS)

        assert response.json()["request_id"] == response.headers["x-request-id"]


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
                assert world.gateway.parts.proxy.open_streams == 1
                release.set()

        assert seen == [b"data: 0\n\n", b"data: 1\n\n", b"data: 2\n\n"]
        assert world.gateway.parts.proxy.open_streams == 0

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
        await until(lambda: world.gateway.parts.proxy.open_streams == 0)

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

        assert answer.startswith(b"HTTP/1.1 400")


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
        async def slow(asked: Asked) -> None:
            await asyncio.sleep(0.3)
            await asked.answer(b"too late")

        path = "/api/v1/analysis/chat/sessions/1"
        hasty.services["analysis"].handlers[path] = slow
        with pytest.raises(httpx2.ReadTimeout):
            await hasty.client.get(path, headers=hasty.bearer(), timeout=0.15)

        await until(lambda: hasty.gateway.parts.metrics.in_flight == 0, 0.1)
        text = (await hasty.internal.get("/metrics")).text
        assert 'route="/api/v1/analysis",method="GET",status="499"' in text


class TestSigning:
    async def test_identity_reaches_the_service_signed(self, world: World) -> None:
        response = await world.client.get(POSTS, headers=world.bearer(role="admin"))
        header = response.json()["headers"]["x-postscope-identity"]

        identity = IdentitySigner(SECRET).verify(
            header, world.gateway.parts.clock.now()
        )

        assert identity.role == "admin"
        assert identity.authenticated_by == "session"
        assert identity.request_id == response.headers["x-request-id"]

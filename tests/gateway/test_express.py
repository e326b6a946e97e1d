"""The express lane: what it answers, what it leaves to the other, and that both do the
same."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from libs.common.ids import new_id
from tests.fixtures.lone_redis import LoneRedis
from tests.gateway.conftest import World, open_world
from tests.gateway.lanes import LANES, count_express, known_bearer
from tests.gateway.raw import exchange_bytes
from tests.gateway.stubs import Asked, until

POSTS = "/api/v1/social/posts"
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
MB = 1024 * 1024


def raw_get(world: World, target: str, bearer: dict[str, str], *lines: str) -> bytes:
    given = [f"Host: localhost:{world.port}", *lines]
    given += [f"{name}: {value}" for name, value in bearer.items()]
    return "\r\n".join([f"GET {target} HTTP/1.1", *given, "", ""]).encode("latin-1")


class TestChoice:
    async def test_first_request_of_a_token_takes_a_task_the_next_ones_none(
        self, world: World
    ) -> None:
        headers, before = world.bearer(), count_express(world)
        first = await world.client.get(POSTS, headers=headers)
        after_first = count_express(world)
        rest = [await world.client.get(POSTS, headers=headers) for _ in range(3)]

        assert {r.status_code for r in [first, *rest]} == {200}
        assert (after_first - before, count_express(world) - after_first) == (0, 3)

    @pytest.mark.parametrize(
        ("method", "more"),
        [
            ("POST", {}),
            ("GET", {"content-length": "0"}),
            ("GET", {"expect": "100-continue"}),
            ("GET", {"connection": "upgrade", "upgrade": "websocket"}),
        ],
    )
    async def test_what_is_unusual_takes_a_task(
        self, world: World, method: str, more: dict[str, str]
    ) -> None:
        headers, before = await known_bearer(world), count_express(world)
        response = await world.client.request(method, POSTS, headers=headers | more)

        assert response.status_code == 200
        assert count_express(world) == before

    async def test_token_of_an_ended_session_is_refused_though_known(
        self, world: World
    ) -> None:
        session = new_id()
        headers = world.bearer(sid=str(session))
        for _ in range(2):
            assert (await world.client.get(POSTS, headers=headers)).status_code == 200
        parts = world.gateway.parts
        parts.ended_credentials.add(str(session).encode())

        assert (await world.client.get(POSTS, headers=headers)).status_code == 401

    @pytest.mark.parametrize(
        "target",
        [
            f"{POSTS}/../../internal/auth/ended-sessions",
            f"{POSTS}/%2e%2e/x",
            "/internal/auth/ended-sessions",
            "/api/v1/billing/events",
        ],
    )
    async def test_headers_known_from_a_good_request_make_no_bad_one_good(
        self, world: World, target: str
    ) -> None:
        headers = await known_bearer(world)
        good, bad = raw_get(world, POSTS, headers), raw_get(world, target, headers)
        count = sum(len(service.asked) for service in world.services.values())
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
        statuses = []
        for request in (good, good, bad):
            writer.write(request)
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
            statuses.append(int(head.split(b" ")[1]))
            length = [x for x in head.lower().split(b"\r\n") if b"content-length" in x]
            await reader.readexactly(int(length[0].split(b":")[1]))
        writer.close()
        await writer.wait_closed()
        asked = sum(len(service.asked) for service in world.services.values()) - count

        assert statuses[:2] == [200, 200]
        assert 400 <= statuses[2] < 500
        assert asked == 2

    async def test_line_before_a_request_hides_no_second_one_in_its_headers(
        self, world: World
    ) -> None:
        # Read leniently, an empty line goes before a request: what follows is no head.
        headers = await known_bearer(world)
        request = raw_get(world, POSTS, headers)
        last = request[:-2] + b"Connection: close\r\n\r\n"
        await exchange_bytes(world.port, b"\r\n" + last)
        hidden = b"GET /api/v1/social/shown HTTP/1.1\r\n" + last

        answer = await exchange_bytes(world.port, hidden)

        assert answer.startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("lane", LANES)
class TestBothLanes:
    @pytest.fixture
    async def headers(self, world: World, lane: str) -> AsyncIterator[dict[str, str]]:
        """Of a request on the lane, which was taken in the end."""
        known, before = await known_bearer(world), count_express(world)
        yield known | LANES[lane]
        assert (count_express(world) > before) == (lane == "express")

    async def test_service_is_told_the_same(
        self, world: World, headers: dict[str, str]
    ) -> None:
        response = await world.client.get(
            f"{POSTS}?q=%C3%A4&x=1",
            headers=headers
            | {
                "x-postscope-identity": "forged",
                "x_forwarded_for": "1.2.3.4",
                "connection": "keep-alive, x-hop",
                "x-hop": "1",
                "x-request-id": "chosen-by-client",
                "traceparent": TRACE,
                "accept": "application/json",
            },
        )
        told = response.json()
        sent = told["headers"]
        assert told["raw"] == f"{POSTS}?q=%C3%A4&x=1"
        assert sent["x-forwarded-for"] == "127.0.0.1"
        assert sent["x-request-id"] == "chosen-by-client"
        assert response.headers["x-request-id"] == "chosen-by-client"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert sent["traceparent"] == TRACE
        assert sent["x-postscope-identity"].startswith("v1.")
        assert {"x-hop", "x_forwarded_for", "authorization"}.isdisjoint(sent)

    async def test_answer_of_unknown_length_is_whole(
        self, world: World, headers: dict[str, str]
    ) -> None:
        async def chunked(asked: Asked) -> None:
            await asked.start(200, [(b"content-type", b"text/plain")])
            for number in range(50):
                await asked.send_part(b"%d," % number)
            await asked.send_part(b"", more=False)

        world.services["social"].handlers["/api/v1/social/chunked"] = chunked
        response = await world.client.get("/api/v1/social/chunked", headers=headers)

        assert response.text == "".join(f"{n}," for n in range(50))
        assert response.headers["transfer-encoding"] == "chunked"

    async def test_head_has_no_body_and_keeps_its_length(
        self, world: World, headers: dict[str, str]
    ) -> None:
        async def answer(asked: Asked) -> None:
            await asked.start(200, [(b"content-length", b"5")])
            await asked.send_part(b"", more=False)

        world.services["social"].handlers["/api/v1/social/five"] = answer
        responses = [
            await world.client.head("/api/v1/social/five", headers=headers)
            for _ in range(2)
        ]
        assert [r.headers["content-length"] for r in responses] == ["5", "5"]

    async def test_client_that_leaves_ends_the_services_request(
        self, world: World, headers: dict[str, str], lane: str
    ) -> None:
        async def slow(asked: Asked) -> None:
            await asked.wait_for_disconnect()

        service, path = world.services["social"], f"/api/v1/social/slow/{lane}"
        service.handlers[path] = slow
        with pytest.raises(httpx2.ReadTimeout):
            await world.client.get(path, headers=headers, timeout=0.2)

        await asyncio.wait_for(service.last.disconnected.wait(), 3)
        await until(lambda: world.gateway.parts.metrics.in_flight == 0)

    async def test_client_that_does_not_read_holds_up_the_service(
        self, world: World, headers: dict[str, str], lane: str
    ) -> None:
        sent = 0

        async def much(asked: Asked) -> None:
            nonlocal sent
            await asked.start(200, [(b"content-length", b"%d" % (64 * MB))])
            for _ in range(64 * 16):
                await asked.send_part(b"x" * (MB // 16))
                sent += MB // 16
            await asked.send_part(b"", more=False)

        path = f"/api/v1/social/much/{lane}"
        world.services["social"].handlers[path] = much
        async with world.client.stream("GET", path, headers=headers) as response:
            await asyncio.sleep(0.3)
            held = sent
            received = 0
            async for chunk in response.aiter_raw():
                received += len(chunk)

        assert held < 16 * MB  # what the system's sockets hold
        assert received == 64 * MB

    async def test_service_that_breaks_off_breaks_the_answer(
        self, world: World, headers: dict[str, str]
    ) -> None:
        async def half(asked: Asked) -> None:
            await asked.start(200, [(b"content-length", b"100")])
            await asked.send_part(b"half")

        world.services["social"].handlers["/api/v1/social/half"] = half
        with pytest.raises(httpx2.RemoteProtocolError):
            await world.client.get("/api/v1/social/half", headers=headers)


class TestPipelines:
    async def test_both_lanes_on_one_connection_answer_in_order(
        self, world: World
    ) -> None:
        headers = await known_bearer(world)

        async def slow(asked: Asked) -> None:
            await asyncio.sleep(0.15)
            await asked.answer(json.dumps({"raw": asked.raw}).encode())

        world.services["social"].handlers["/api/v1/social/first"] = slow
        kinds = [(), ("Content-Length: 0",)]
        for order in ([0, 1, 0, 1], [1, 0, 0, 1]):
            paths = ["/api/v1/social/first", *(f"{POSTS}?n={n}" for n in (1, 2))]
            requests = [
                raw_get(world, path, headers, *kinds[kind])
                for path, kind in zip(paths, order, strict=False)
            ]
            requests.append(
                raw_get(world, f"{POSTS}?n=3", headers, "Connection: close")
            )

            answer = await exchange_bytes(world.port, b"".join(requests))

            places = [answer.index(f'"raw": "{path}"'.encode()) for path in paths]
            assert places == sorted(places)
            assert answer.count(b"HTTP/1.1 200") == 4

    async def test_garbage_behind_a_request_comes_after_its_answer(
        self, world: World
    ) -> None:
        headers = await known_bearer(world)
        answer = await exchange_bytes(
            world.port, raw_get(world, POSTS, headers) + b"\x00 no HTTP\r\n\r\n"
        )

        assert answer.startswith(b"HTTP/1.1 200")
        assert b"connection: close" in answer
        assert b" 400 " not in answer


class TestSlowReaders:
    async def test_slow_reader_is_cut_off(
        self, redis_server: LoneRedis, web_root: Path
    ) -> None:
        async with open_world(
            redis_server, web_root, idle_timeout_seconds=0.4
        ) as world:
            headers = await known_bearer(world)

            async def endless(asked: Asked) -> None:
                await asked.start(200, [(b"content-type", b"text/event-stream")])
                for _ in range(64):
                    await asked.send_part(b"x" * MB)
                await asked.wait_for_disconnect()

            service = world.services["social"]
            service.handlers["/api/v1/social/endless"] = endless
            for more in ("Accept: */*", "Content-Length: 0"):
                reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
                writer.transport.pause_reading()  # type: ignore[attr-defined]
                writer.write(raw_get(world, "/api/v1/social/endless", headers, more))
                await until(lambda: len(world.gateway.parts.streams) == 1)
                await until(lambda: len(world.gateway.parts.streams) == 0, 5)
                writer.close()
                del reader

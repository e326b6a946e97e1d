"""Requests that come again, byte for byte: nothing that may have changed is taken as it
was the time before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.known_requests import Memory
from gateway.passage import Passage
from libs.common.clock import FixedClock
from libs.common.ids import new_id
from tests.fixtures.lone_redis import LoneRedis
from tests.gateway.conftest import World, open_world
from tests.gateway.lanes import count_express, known_bearer
from tests.gateway.stubs import Asked

POSTS = "/api/v1/social/posts"
TIMES = 4


class Talk:
    """One connection, over which the same bytes are sent again and again."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        self._writer.write(request)
        head = await asyncio.wait_for(self._reader.readuntil(b"\r\n\r\n"), 5)
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        headers = dict(line.split(": ", 1) for line in lines)
        is_head = request.startswith(b"HEAD")
        length = 0 if is_head else int(headers["content-length"])
        body = await self._reader.readexactly(length)
        return int(first.split(" ")[1]), headers, body


@asynccontextmanager
async def talk_to(world: World, host: str = "127.0.0.1") -> AsyncIterator[Talk]:
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", world.port, local_addr=(host, 0)
    )
    try:
        yield Talk(reader, writer)
    finally:
        writer.close()
        await writer.wait_closed()


def request_of(
    world: World, bearer: dict[str, str], *lines: str, **words: str
) -> bytes:
    given = [f"Host: localhost:{world.port}", *lines]
    given += [f"{name}: {value}" for name, value in bearer.items()]
    first = f"{words.get('method', 'GET')} {words.get('target', POSTS)} HTTP/1.1"
    return "\r\n".join([first, *given, "", ""]).encode("latin-1")


def find_plan(world: World, request: bytes) -> object:
    return world.gateway.public.known.plans.find(request)


async def test_request_that_came_twice_is_known_and_answered_alike(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_one_piece = 0
    on_whole = Passage.on_whole

    def count(self: Passage, status: int, lines: list[bytes], body: bytes) -> None:
        nonlocal in_one_piece
        in_one_piece += 1
        on_whole(self, status, lines, body)

    monkeypatch.setattr(Passage, "on_whole", count)
    request = request_of(world, await known_bearer(world), "Origin: https://a.example")
    service = world.services["social"]
    before, express = len(service.asked), count_express(world)
    async with talk_to(world) as talk:
        answers = [await talk.ask(request) for _ in range(TIMES)]
    asked = [
        {n: v for n, v in one.headers.items() if n not in {"x-request-id"}}
        for one in service.asked[before:]
    ]

    assert find_plan(world, request) is not None
    assert in_one_piece >= TIMES - 1
    assert count_express(world) - express == TIMES
    assert len(asked) == TIMES
    assert all(one == asked[0] for one in asked)
    ids = [headers.pop("x-request-id") for _, headers, _ in answers]
    assert [a.headers["x-request-id"] for a in service.asked[before:]] == ids
    assert len(set(ids)) == TIMES
    for status, headers, _ in answers:
        assert (status, sorted(headers)) == (200, sorted(answers[0][1]))
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["vary"] == "Origin"


async def test_request_id_that_a_client_chose_stays_his(world: World) -> None:
    request = request_of(world, await known_bearer(world), "X-Request-Id: chosen-by-me")
    async with talk_to(world) as talk:
        answers = [await talk.ask(request) for _ in range(TIMES)]

    assert {headers["x-request-id"] for _, headers, _ in answers} == {"chosen-by-me"}


async def test_same_words_from_another_address_are_not_taken_for_the_first_ones(
    world: World,
) -> None:
    request = request_of(world, await known_bearer(world))
    service = world.services["social"]
    before = len(service.asked)
    for host in ("127.0.0.1", "127.0.0.2", "127.0.0.1"):
        async with talk_to(world, host) as talk:
            for _ in range(TIMES):
                assert (await talk.ask(request))[0] == 200

    told = [one.headers["x-forwarded-for"] for one in service.asked[before:]]
    assert told == [
        address
        for address in ("127.0.0.1", "127.0.0.2", "127.0.0.1")
        for _ in range(TIMES)
    ]


async def test_ended_session_is_refused_at_once(world: World) -> None:
    session = new_id()
    request = request_of(world, world.bearer(sid=str(session)))
    async with talk_to(world) as talk:
        for _ in range(TIMES):
            assert (await talk.ask(request))[0] == 200
        world.gateway.parts.ended_credentials.add(str(session).encode())

        assert (await talk.ask(request))[0] == 401


async def test_token_that_has_run_out_is_looked_at_with_care(
    redis_server: LoneRedis, web_root: Path
) -> None:
    clock = FixedClock(datetime.now(UTC))
    async with open_world(redis_server, web_root, clock) as world:
        ends = clock.now() + timedelta(seconds=60)
        request = request_of(world, world.bearer(exp=int(ends.timestamp())))
        async with talk_to(world) as talk:
            for _ in range(TIMES):
                assert (await talk.ask(request))[0] == 200
            signed = world.services["social"].last.headers["x-postscope-identity"]
            clock.advance(timedelta(seconds=30))
            assert (await talk.ask(request))[0] == 200
            anew = world.services["social"].last.headers["x-postscope-identity"]
            clock.advance(timedelta(seconds=29, milliseconds=500))
            assert (await talk.ask(request))[0] == 200
            express = count_express(world)
            clock.advance(timedelta(seconds=1))
            await talk.ask(request)

            assert count_express(world) == express
        assert anew != signed


async def test_users_limit_counts_each_time(
    redis_server: LoneRedis, web_root: Path
) -> None:
    async with open_world(redis_server, web_root, requests_per_minute=12) as world:
        request = request_of(world, world.bearer(new_id()))
        async with talk_to(world) as talk:
            statuses = [(await talk.ask(request))[0] for _ in range(40)]

    # Two minutes of the clock at most.
    assert 12 <= statuses.count(200) <= 24
    assert statuses.count(429) == 40 - statuses.count(200)


async def test_head_and_errors_of_a_service_come_through_each_time(
    world: World,
) -> None:
    async def gone(asked: Asked) -> None:
        await asked.answer(b"no longer", status=410)

    world.services["social"].handlers["/api/v1/social/gone"] = gone
    bearer = await known_bearer(world)
    asked = {
        method: request_of(world, bearer, method=method, target="/api/v1/social/gone")
        for method in ("GET", "HEAD")
    }
    async with talk_to(world) as talk:
        for _ in range(TIMES):
            for method, request in asked.items():
                status, headers, body = await talk.ask(request)
                assert (status, headers["content-length"]) == (410, "9")
                assert body == (b"" if method == "HEAD" else b"no longer")


async def test_service_that_went_is_503_and_comes_back(
    redis_server: LoneRedis, web_root: Path
) -> None:
    async with open_world(redis_server, web_root) as world:
        request = request_of(world, world.bearer())
        service = world.services["social"].served
        async with talk_to(world) as talk:
            for _ in range(TIMES):
                assert (await talk.ask(request))[0] == 200
            await service.stop()
            gone = [await talk.ask(request) for _ in range(8)]
            await service.start()
            async with asyncio.timeout(10):
                while (await talk.ask(request))[0] != 200:
                    await asyncio.sleep(0.2)
        assert {status for status, _, _ in gone} <= {502, 503}
        assert b"social" in gone[-1][2]
        assert world.gateway.parts.metrics.in_flight == 0
        assert world.gateway.parts.upstreams.pool("social").turns.asking == 0


class TestMemory:
    def test_only_what_comes_twice_is_remembered(self) -> None:
        memory: Memory[int] = Memory()
        for number in range(5000):
            memory.add(b"once %d" % number, number)
        memory.add(b"again", 1)
        assert memory.find(b"again") is None
        memory.add(b"again", 2)

        assert memory.find(b"again") == 2
        assert memory.find(b"once 17") is None

    def test_it_stays_small(self) -> None:
        memory: Memory[int] = Memory()
        for number in range(20_000):
            for _ in range(2):
                memory.add(b"%d" % number, number)
        memory.add(b"x" * 5000, 1)
        memory.add(b"x" * 5000, 1)

        assert memory.find(b"x" * 5000) is None
        assert memory.find(b"19999") == 19_999
        known = sum(memory.find(b"%d" % n) is not None for n in range(20_000))
        assert known <= 4096

"""Connections that are kept, and those that must not be."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from gateway import line_pool
from gateway.address import Address
from gateway.line import LineBroken
from gateway.line_pool import LinePool
from gateway.question import Question, render
from libs.common.errors import PayloadTooLarge
from tests.gateway.talks import CHUNKED, OK, answer_each, read_all, say, serve

_UPLOADED = 64 * 1024 * 1024


class Pools:
    """The connections to each address, ended with the test."""

    def __init__(self) -> None:
        self._pools: dict[str, LinePool] = {}

    def at(self, url: str) -> LinePool:
        return self._pools.setdefault(url, LinePool(Address.parse(url), 2))

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()


async def ask_pool(pools: Pools, address: str, method: str = "GET") -> bytes:
    return await read_answer(pools.at(address), Question(method, "/"))


async def read_answer(pool: LinePool, question: Question) -> bytes:
    async with asyncio.timeout(10), pool.ask(question) as line:
        return b"".join(await read_all(line))


class TestPool:
    @pytest.fixture
    async def pools(self) -> AsyncIterator[Pools]:
        pools = Pools()
        yield pools
        pools.close()

    async def test_next_question_goes_over_the_same_line(self, pools: Pools) -> None:
        talk, asked = answer_each(OK, OK, OK)
        async with serve(talk) as address:
            assert [await ask_pool(pools, address) for _ in range(3)] == [b"ok"] * 3
        assert [len(mine) for mine in asked] == [3]

    async def test_two_at_once_have_a_line_each(self, pools: Pools) -> None:
        talk, asked = answer_each(OK, OK)
        async with serve(talk) as address:
            await asyncio.gather(ask_pool(pools, address), ask_pool(pools, address))
        assert [len(mine) for mine in asked] == [1, 1]

    @pytest.mark.parametrize(
        "answer",
        [
            b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
            b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
            OK + OK,
        ],
        ids=["closes", "knows no keeping", "says more than was asked for"],
    )
    async def test_line_that_cannot_be_trusted_again_is_not_kept(
        self, pools: Pools, answer: bytes
    ) -> None:
        talk, asked = answer_each(answer)
        async with serve(talk) as address:
            assert [await ask_pool(pools, address) for _ in range(2)] == [b"ok"] * 2
        assert [len(mine) for mine in asked] == [1, 1]

    async def test_answer_that_nobody_reads_to_its_end_ends_its_line(
        self, pools: Pools
    ) -> None:
        talk, asked = answer_each(CHUNKED + b"3\r\none\r\n")
        async with serve(talk) as address:
            for _ in range(2):
                async with pools.at(address).ask(Question("GET", "/")) as line:
                    assert await line.read_chunk() == b"one"
        assert len(asked) == 2

    async def test_word_that_nobody_asked_for_ends_an_idle_line(
        self, pools: Pools
    ) -> None:
        connections = 0

        async def talk(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            nonlocal connections
            connections += 1
            await reader.readuntil(b"\r\n\r\n")
            writer.write(OK)
            await writer.drain()
            await asyncio.sleep(0.05)
            writer.write(OK.replace(b"ok", b"no"))
            await reader.read()

        async with serve(talk) as address:
            assert await ask_pool(pools, address) == b"ok"
            await asyncio.sleep(0.15)
            assert await ask_pool(pools, address) == b"ok"
        assert connections == 2

    async def test_other_protocol_than_http_is_no_answer(self, pools: Pools) -> None:
        head = b"HTTP/1.1 101 Switching Protocols\r\n"
        talk, _ = answer_each(head + b"Upgrade: x\r\nConnection: upgrade\r\n\r\n")
        async with serve(talk) as address:
            with pytest.raises(LineBroken):
                await ask_pool(pools, address)

    async def test_reading_is_asked_again_where_an_idle_line_was_let_go(
        self, pools: Pools
    ) -> None:
        talk, asked = answer_each(OK)
        async with serve(talk) as address:
            assert [await ask_pool(pools, address) for _ in range(2)] == [b"ok"] * 2
        assert [len(mine) for mine in asked] == [2, 1]

    async def test_writing_is_never_asked_again(self, pools: Pools) -> None:
        talk, asked = answer_each(OK)
        async with serve(talk) as address:
            await ask_pool(pools, address, "POST")
            with pytest.raises(LineBroken):
                await ask_pool(pools, address, "POST")
        assert [len(mine) for mine in asked] == [2]

    @pytest.mark.parametrize(
        ("method", "answer"),
        [
            ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"),
            ("GET", b"HTTP/1.1 204 No Content\r\n\r\n"),
            ("GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n"),
        ],
    )
    async def test_answer_without_a_body_is_whole_at_once(
        self, pools: Pools, method: str, answer: bytes
    ) -> None:
        talk, _ = answer_each(answer)
        async with serve(talk) as address:
            assert await ask_pool(pools, address, method) == b""

    async def test_word_that_an_answer_is_to_come_is_none(self, pools: Pools) -> None:
        hint = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        talk, _ = answer_each(hint + OK)
        async with (
            serve(talk) as address,
            pools.at(address).ask(Question("GET", "/")) as line,
        ):
            assert line.status == 200
            assert line.headers == [(b"content-length", b"2")]

    async def test_line_that_was_idle_for_long_is_not_used(
        self, pools: Pools, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(line_pool, "_IDLE_SECONDS", 0.0)
        talk, asked = answer_each(OK, OK)
        async with serve(talk) as address:
            await ask_pool(pools, address)
            await ask_pool(pools, address)
        assert len(asked) == 2

    async def test_slow_service_holds_up_who_sends(self, pools: Pools) -> None:
        may_read = asyncio.Event()
        taken = 0

        async def talk(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            await reader.readuntil(b"\r\n\r\n")
            await may_read.wait()
            await reader.readexactly(_UPLOADED)
            writer.write(OK)

        async def body() -> AsyncIterator[bytes]:
            nonlocal taken
            while taken < _UPLOADED:
                taken += 65_536
                yield b"x" * 65_536

        async with serve(talk) as address:
            question = Question("POST", "/", body=body(), length=_UPLOADED)
            asking = asyncio.create_task(read_answer(pools.at(address), question))
            await asyncio.sleep(0.3)
            assert taken < _UPLOADED // 2  # what the system itself holds
            may_read.set()
            assert await asyncio.wait_for(asking, 10) == b"ok"

    async def test_answer_before_the_whole_body_is_read_ends_the_sending(
        self, pools: Pools
    ) -> None:
        has_stopped = asyncio.Event()

        async def talk(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(OK)
            await writer.drain()
            await has_stopped.wait()

        async def body() -> AsyncIterator[bytes]:
            try:
                yield b"some"
                await asyncio.Event().wait()
            finally:
                has_stopped.set()

        async with serve(talk) as address:
            question = Question("POST", "/", body=body())
            assert await read_answer(pools.at(address), question) == b"ok"
            await asyncio.wait_for(has_stopped.wait(), 5)

    async def test_what_stops_the_sender_is_told(self, pools: Pools) -> None:
        async def body() -> AsyncIterator[bytes]:
            yield b"some"
            raise PayloadTooLarge

        async with serve(say()) as address:
            with pytest.raises(PayloadTooLarge):
                await read_answer(pools.at(address), Question("POST", "/", body=body()))

    def test_length_is_that_of_the_body(self) -> None:
        question = Question("POST", "/x", body=b"four", length=9)
        assert render(question, Address.parse("http://a:1/base")) == (
            b"POST /base/x HTTP/1.1\r\nhost: a:1\r\ncontent-length: 4\r\n\r\nfour"
        )

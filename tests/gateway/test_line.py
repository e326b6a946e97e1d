"""A connection to a service, whatever the other side does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvloop

from gateway.address import Address
from gateway.line import Line, LineBroken, LineNotOpened
from gateway.line_pool import LinePool
from gateway.question import Question, render_headers
from libs.common.errors import MalformedRequest
from tests.gateway.talks import CHUNKED, EVENTS, read_all, say, serve


@asynccontextmanager
async def ask(address: str) -> AsyncIterator[Line]:
    question = Question("GET", "/e?x=1", b"a: b\r\n")
    pool = LinePool(Address.parse(address), 2)
    try:
        async with asyncio.timeout(10), pool.ask(question) as line:
            yield line
    finally:
        pool.close()


class TestAnswers:
    async def test_pieces_come_as_they_are_sent(self) -> None:
        talk = say(CHUNKED + b"3\r\none\r\n", b"3\r\nt", b"wo\r\n", b"0\r\n\r\n")
        async with serve(talk) as address, ask(address) as line:
            assert line.status == 200
            assert (b"content-type", b"text/event-stream") in line.headers
            assert b"".join(await read_all(line)) == b"onetwo"

    async def test_question_is_whole(self) -> None:
        asked = asyncio.get_running_loop().create_future()

        async def talk(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            asked.set_result(await reader.readuntil(b"\r\n\r\n"))
            writer.write(EVENTS + b"Content-Length: 0\r\n\r\n")

        async with serve(talk) as address, ask(address) as line:
            assert await read_all(line) == []
        lines = (await asked).decode().split("\r\n")
        host = address.removeprefix("http://")
        assert lines == [
            "GET /e?x=1 HTTP/1.1",
            "a: b",
            f"host: {host}",
            "",
            "",
        ]

    async def test_answer_without_length_ends_with_its_connection(self) -> None:
        talk = say(EVENTS + b"\r\nall", b" of it")
        async with serve(talk) as address, ask(address) as line:
            assert b"".join(await read_all(line)) == b"all of it"

    async def test_slow_reader_holds_up_the_other_side(self) -> None:
        sent = 0

        async def talk(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            nonlocal sent
            writer.write(CHUNKED)
            while sent < 50_000_000:
                writer.write(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
                sent += 65_536
                await writer.drain()
            writer.write(b"0\r\n\r\n")

        async with serve(talk) as address, ask(address) as line:
            await asyncio.sleep(0.3)
            held_up_at = sent
            assert held_up_at < 20_000_000  # what the system itself holds
            assert sum(map(len, await read_all(line))) == 50_003_968

    def test_it_works_on_the_gateways_own_loop(self) -> None:
        async def run() -> bytes:
            talk = say(CHUNKED + b"3\r\none\r\n", b"0\r\n\r\n")
            async with serve(talk) as address, ask(address) as line:
                return b"".join(await read_all(line))

        assert uvloop.run(run()) == b"one"


class TestFailures:
    @pytest.mark.parametrize(
        "said",
        [
            CHUNKED + b"5\r\nhel",
            EVENTS + b"Content-Length: 9\r\n\r\nhel",
            CHUNKED + b"zz\r\n",
        ],
    )
    async def test_answer_that_breaks_off_is_no_whole_one(self, said: bytes) -> None:
        async with serve(say(said)) as address, ask(address) as line:
            with pytest.raises(LineBroken):
                await read_all(line)

    @pytest.mark.parametrize(
        "said", [b"", b"HTTP/1.1 200", b"SSH-2.0-x\r\n", b"\0" * 99]
    )
    async def test_answer_without_a_head_is_none(self, said: bytes) -> None:
        async with serve(say(said)) as address:
            with pytest.raises(LineBroken):
                async with ask(address):
                    pass

    async def test_nobody_there_is_told_as_such(self) -> None:
        with pytest.raises(LineNotOpened):
            async with ask("http://127.0.0.1:1"):
                pass

    async def test_line_end_in_a_header_is_never_sent(self) -> None:
        with pytest.raises(MalformedRequest):
            render_headers([(b"a", b"b\r\nc: d")])

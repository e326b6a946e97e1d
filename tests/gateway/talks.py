"""Services that say exactly what a test lets them say."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from gateway.line import Line

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = EVENTS + b"Transfer-Encoding: chunked\r\n\r\n"


@asynccontextmanager
async def serve(talk: Talk) -> AsyncIterator[str]:
    """The address of somebody who talks like this."""

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            await talk(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.close()


def say(*parts: bytes) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.02)

    return talk


def answer_each(*answers: bytes) -> tuple[Talk, list[list[bytes]]]:
    """Somebody who answers what is asked on a connection with these, one by one, and
    hangs up when there is none left; and what was asked, by connection."""
    asked: list[list[bytes]] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mine: list[bytes] = []
        asked.append(mine)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            for answer in answers:
                mine.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(answer)
            mine.append(await reader.readuntil(b"\r\n\r\n"))

    return talk, asked


async def read_all(line: Line) -> list[bytes]:
    found = []
    while (chunk := await asyncio.wait_for(line.read_chunk(), 5)) is not None:
        found.append(chunk)
    return found

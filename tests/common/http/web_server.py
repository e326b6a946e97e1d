"""A web server on loopback that says exactly what a test wants it to say."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from libs.common.http.url_guard import Resolver, UrlGuard

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]
"""Writes one whole answer, head and content."""


@dataclass
class Server:
    """A web server of a test; `requests` are the heads it has received."""

    address: str
    port: int
    answers: dict[str, Answer]
    requests: list[str] = field(default_factory=list)

    def url(self, path: str, host: str = "") -> str:
        return f"http://{host or self.address}:{self.port}{path}"

    def guard(self, *hosts: str, resolver: Resolver | None = None) -> UrlGuard:
        allowed = frozenset(f"{host}:{self.port}" for host in (self.address, *hosts))
        return UrlGuard(resolver or answering([self.address])[0], allowed)

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.requests.append(head)
            await self.answers[head.split(" ")[1]](writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def running(
    answers: dict[str, Answer],
    address: str = "127.0.0.1",
    port: int = 0,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Server]:
    server = Server(address, port, answers)
    listener = await asyncio.start_server(server.serve, address, port, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()


def says(head: str, body: bytes = b"") -> Answer:
    async def answer(writer: asyncio.StreamWriter) -> None:
        lines = head.replace("\n", "\r\n")
        writer.write(f"HTTP/1.1 {lines}\r\n\r\n".encode() + body)
        await asyncio.sleep(0)

    return answer


def redirects(location: str, status: int = 302) -> Answer:
    return says(f"{status} Found\nLocation: {location}\nContent-Length: 0")


def answering(*answers: Sequence[str]) -> tuple[Resolver, list[str]]:
    """Gives these answers in turn, the last one for ever; and what was asked."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        await asyncio.sleep(0)
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    return resolve, asked

"""A receiver of webhooks on a real socket: keeps what it was sent, faulty on demand.

In a test: `async with serve_receiver() as receiver`. By itself, for trying things out:
`python -m tests.emulators.webhook_receiver --port 9901 --secret whsec_...` prints each
message and whether its signature is right."""

import argparse
import asyncio
import base64
import hmac
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
from standardwebhooks import Webhook

HANG = "hang"
DRIP = "drip"
HUGE = "huge"
CUT = "cut"


@dataclass(frozen=True, slots=True)
class Received:
    """One request, as it came over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def payload(self) -> Any:
        return orjson.loads(self.body)

    def is_signed_with(self, secret: str) -> bool:
        """Whether one of the signatures is this secret's; the time is not judged."""
        at = datetime.fromtimestamp(int(self.headers["webhook-timestamp"]), UTC)
        expected = Webhook(secret).sign(self.id, at, self.body.decode())
        given = self.headers["webhook-signature"].split(" ")
        return any(hmac.compare_digest(expected, each) for each in given)


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer.

    `fault`: `hang` (nothing until the caller goes), `drip` (a body that never ends),
    `huge` (10 MB announced and sent), `cut` (hangs up in mid-head)."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay_seconds: float = 0
    fault: str | None = None


@dataclass
class Receiver:
    """`replies` are taken one per request; then it answers as `usual`.

    While `gate` is not set nobody is answered. `at_once` is the most requests that
    were open at one time."""

    url: str = ""
    usual: Reply = field(default_factory=Reply)
    replies: deque[Reply] = field(default_factory=deque)
    received: list[Received] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    at_once: int = 0
    _open: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def wait_for(self, count: int, *, seconds: float = 10) -> list[Received]:
        """The requests so far, once there are so many."""
        async with asyncio.timeout(seconds):
            while len(self.received) < count:
                self._news.clear()
                await self._news.wait()
        return self.received

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """One connection, one request."""
        self._open += 1
        self.at_once = max(self.at_once, self._open)
        try:
            self.received.append(await _read_request(reader))
            self._news.set()
            reply = self.replies.popleft() if self.replies else self.usual
            await self.gate.wait()
            await asyncio.sleep(reply.delay_seconds)
            await _answer(reply, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open -= 1
            writer.close()


@asynccontextmanager
async def serve_receiver(port: int = 0) -> AsyncIterator[Receiver]:
    """A receiver on a port of this machine (0 = any that is free)."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", port)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    try:
        yield receiver
    finally:
        receiver.gate.set()
        server.close()


def generate_secret(fill: int) -> str:
    """A well-formed secret for a test."""
    return "whsec_" + base64.b64encode(bytes([fill]) * 32).decode()


async def _read_request(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.rstrip().split("\r\n")
    method, path, _ = first.split(" ")
    pairs = (line.split(": ", 1) for line in lines)
    headers = {name.lower(): value for name, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Received(method, path, headers, body)


async def _answer(
    reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    if reply.fault == HANG:
        await reader.read()
        return
    if reply.fault == CUT:
        writer.write(b"HTTP/1.1 20")
        return
    size = 10_000_000 if reply.fault in {HUGE, DRIP} else len(reply.body)
    lines = [f"HTTP/1.1 {reply.status} Said", f"Content-Length: {size}"]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n")
    if reply.fault == DRIP:
        while not reader.at_eof():
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.01)
    for _ in range(size // 10_000 if reply.fault == HUGE else 0):
        writer.write(b"x" * 10_000)
        await writer.drain()
    writer.write(reply.body)
    await writer.drain()


async def _main(port: int, secret: str) -> None:
    async with serve_receiver(port) as receiver:
        print(f"listening on {receiver.url}")  # noqa: T201 - this is a command
        seen = 0
        while True:
            for received in (await receiver.wait_for(seen + 1, seconds=1e9))[seen:]:
                seen += 1
                verdict = "right" if received.is_signed_with(secret) else "WRONG"
                print(f"signature {verdict}: {received.body.decode()}")  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9901)
    parser.add_argument("--secret", required=True)
    given = parser.parse_args()
    asyncio.run(_main(given.port, given.secret))

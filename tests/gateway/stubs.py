"""Small services on real sockets that say what they were asked."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from gateway.asgi import Headers, Receive, Scope, Send
from tests.fixtures.serving import Served


@dataclass
class Asked:
    """A request as it reached a service."""

    scope: Scope
    receive: Receive
    send: Send
    disconnected: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def raw(self) -> str:
        """Raw path and query."""
        path: str = self.scope["raw_path"].decode()
        query: str = self.scope["query_string"].decode()
        return f"{path}?{query}" if query else path

    @property
    def headers(self) -> dict[str, str]:
        """Headers by lower-case name."""
        return {n.decode(): v.decode("latin-1") for n, v in self.scope["headers"]}

    async def read(self) -> bytes:
        """The whole body."""
        parts = []
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                self.disconnected.set()
                raise ConnectionError
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                return b"".join(parts)

    async def answer(
        self, body: bytes, status: int = 200, headers: Headers | None = None
    ) -> None:
        """A whole answer."""
        length = (b"content-length", str(len(body)).encode())
        await self.start(status, [*(headers or []), length])
        await self.send({"type": "http.response.body", "body": body})

    async def start(self, status: int, headers: Headers) -> None:
        """Status and headers only."""
        await self.send(
            {"type": "http.response.start", "status": status, "headers": headers}
        )

    async def send_part(self, body: bytes, *, more: bool = True) -> None:
        """A part of the body."""
        await self.send({"type": "http.response.body", "body": body, "more_body": more})

    async def wait_for_disconnect(self) -> None:
        """Until the other side is gone."""
        while (await self.receive())["type"] != "http.disconnect":
            pass
        self.disconnected.set()


Handler = Callable[[Asked], Awaitable[None]]


class StubService:
    """Answers what a test sets for a path; else echoes what it was asked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked: list[Asked] = []
        self.handlers: dict[str, Handler] = {}
        self.openapi: dict[str, Any] = {"paths": {}}
        self.health: tuple[int, dict[str, Any]] = (200, {"status": "ok"})
        self.served = Served(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        asked = Asked(scope, receive, send)
        path: str = scope["path"]
        if path == "/health/ready":
            status, body = self.health
            await asked.answer(json.dumps(body).encode(), status)
            return
        if path == "/openapi.json":
            await asked.answer(json.dumps(self.openapi).encode())
            return
        self.asked.append(asked)
        await self.handlers.get(path, self._echo)(asked)

    @property
    def last(self) -> Asked:
        """The request that came last."""
        return self.asked[-1]

    async def _echo(self, asked: Asked) -> None:
        body = await asked.read()
        told = {
            "service": self.name,
            "method": asked.scope["method"],
            "raw": asked.raw,
            "headers": asked.headers,
            "body": body.decode("utf-8", "replace"),
        }
        await asked.answer(
            json.dumps(told).encode(), headers=[(b"content-type", b"application/json")]
        )


async def until(condition: Callable[[], bool], seconds: float = 3.0) -> None:
    """Waits for a condition to hold."""
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise TimeoutError

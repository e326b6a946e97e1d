"""A large upload through the gateway: what it takes of memory, and how fast it is."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import orjson

from gateway.asgi import Receive, Scope, Send
from tests.benchmarks.bench_gateway import gateway_settings
from tests.benchmarks.memory import watch_peak
from tests.benchmarks.peers import MEASURED_CORE, gateway_command, run_on_core
from tests.benchmarks.stage import Figure, Stage
from tests.fixtures.lone_redis import LoneRedis, free_port
from tests.fixtures.serving import Served
from tests.gateway.tokens import TokenMint

_MB = 1024 * 1024
_PATH = "/api/v1/social/posts/import"


async def run(stage: Stage) -> list[Figure]:
    """The most memory more than before, with and without an announced length."""
    size = stage.pick(200, 5) * _MB
    mint = TokenMint()
    async with AsyncExitStack() as stack:
        folder = Path(
            stack.enter_context(TemporaryDirectory(prefix="postscope-bench-"))
        )
        redis = await stack.enter_async_context(LoneRedis())
        service = await stack.enter_async_context(Served(_Service(mint)))
        port = free_port()
        pid = await stack.enter_async_context(
            run_on_core(
                MEASURED_CORE,
                gateway_command(),
                port=port,
                folder=folder,
                environment=gateway_settings(port, service.port, redis.url),
            )
        )
        client = await stack.enter_async_context(
            httpx2.AsyncClient(
                base_url=f"http://127.0.0.1:{port}", timeout=120, trust_env=False
            )
        )
        headers = {"Authorization": f"Bearer {mint.issue()}"}
        await _upload(client, headers, _MB)
        async with watch_peak(pid) as peak:
            await asyncio.sleep(0.2)
            before = peak.bytes
            began = time.perf_counter()
            for length in ({"Content-Length": str(size)}, {}):
                await _upload(client, headers | length, size)
            took = time.perf_counter() - began
    return [
        Figure("memory", (peak.bytes - before) / _MB, f"{before / _MB:.0f} MB before"),
        Figure("rate", 2 * size / _MB / took),
    ]


async def _upload(
    client: httpx2.AsyncClient, headers: dict[str, str], size: int
) -> None:
    async def content() -> AsyncIterator[bytes]:
        block = b"x" * (_MB // 4)
        for _ in range(size // len(block)):
            yield block

    response = await client.post(_PATH, content=content(), headers=headers)
    assert response.json() == {"received": size}, response.text


class _Service:
    """Takes whatever is sent to it, and says how much it was."""

    def __init__(self, mint: TokenMint) -> None:
        self._answers = {
            "/.well-known/jwks.json": {"keys": [mint.jwk]},
            "/internal/auth/ended-credentials": {"items": []},
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        received, more = 0, True
        while more:
            message = await receive()
            received += len(message.get("body", b""))
            more = message.get("more_body", False)
        body = orjson.dumps(self._answers.get(scope["path"], {"received": received}))
        headers = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

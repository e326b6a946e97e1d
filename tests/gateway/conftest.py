"""A gateway on real sockets, six stub services behind it, a Redis of its own."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest

from gateway.app import Gateway, open_gateway
from gateway.server import serve_gateway
from gateway.settings import GatewaySettings
from libs.common.clock import Clock
from tests.fixtures.lone_redis import LoneRedis, free_port
from tests.gateway.stubs import Asked, StubService
from tests.gateway.tokens import TokenMint

SERVICES = ("auth", "billing", "social", "analysis", "analytics", "insights")
SECRET = "only-for-tests-" + "x" * 24


@dataclass
class World:
    """What a test sees: both doors, the services, the key that signs tokens."""

    public_url: str
    internal_url: str
    services: dict[str, StubService]
    mint: TokenMint
    redis: LoneRedis
    gateway: Gateway
    client: httpx2.AsyncClient
    internal: httpx2.AsyncClient
    stop: asyncio.Event
    ended_credentials: list[dict[str, str]]
    key_set_requests: list[float]

    @property
    def port(self) -> int:
        """Port of the public door."""
        return int(self.public_url.rpartition(":")[2])

    @property
    def internal_port(self) -> int:
        """Port of the internal door."""
        return int(self.internal_url.rpartition(":")[2])

    def bearer(self, user_id: UUID | None = None, **claims: Any) -> dict[str, str]:
        """The header of a signed-in user."""
        return {"authorization": f"Bearer {self.mint.issue(user_id, **claims)}"}


def settings_for(
    services: dict[str, StubService], redis_url: str, web_root: Path, **overrides: Any
) -> GatewaySettings:
    values = {
        "environment": "test",
        "secret_key": SECRET,
        "redis_url": redis_url,
        "port": free_port(),
        "internal_port": free_port(),
        "web_root": web_root,
        "log_format": "json",
        "stop_timeout_seconds": 3,
        **{f"upstream_{name}": s.served.url for name, s in services.items()},
        **overrides,
    }
    return GatewaySettings(_env_file=None, **values)


@asynccontextmanager
async def open_world(
    redis: LoneRedis, web_root: Path, clock: Clock | None = None, **overrides: Any
) -> AsyncIterator[World]:
    """Everything, started; stopped at the end."""
    mint = TokenMint()
    services = {name: StubService(name) for name in SERVICES}
    ended: list[dict[str, str]] = []
    key_set_requests: list[float] = []

    async def answer_keys(asked: Asked) -> None:
        key_set_requests.append(asyncio.get_running_loop().time())
        await asked.answer(json.dumps({"keys": [mint.jwk]}).encode())

    async def answer_ended(asked: Asked) -> None:
        await asked.answer(json.dumps({"items": ended}).encode())

    services["auth"].handlers["/.well-known/jwks.json"] = answer_keys
    services["auth"].handlers["/internal/auth/ended-credentials"] = answer_ended
    async with AsyncExitStack() as stack:
        for service in services.values():
            await stack.enter_async_context(service.served)
        settings = settings_for(services, redis.url, web_root, **overrides)
        gateway = await stack.enter_async_context(open_gateway(settings, clock))
        stop = asyncio.Event()
        serving = asyncio.create_task(serve_gateway(gateway, stop))
        public = f"http://127.0.0.1:{settings.port}"
        internal = f"http://127.0.0.1:{settings.internal_port}"
        world = World(
            public_url=public,
            internal_url=internal,
            services=services,
            mint=mint,
            redis=redis,
            gateway=gateway,
            client=await stack.enter_async_context(_client(public)),
            internal=await stack.enter_async_context(_client(internal)),
            stop=stop,
            ended_credentials=ended,
            key_set_requests=key_set_requests,
        )
        await _wait_until_up(world)
        yield world
        await world.client.aclose()
        await world.internal.aclose()
        stop.set()
        await serving


def _client(url: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=url, timeout=20, trust_env=False)


async def _wait_until_up(world: World) -> None:
    for _ in range(200):
        try:
            await world.client.get("/health/live")
            await world.internal.get("/health/live")
        except httpx2.TransportError:
            await asyncio.sleep(0.02)
        else:
            return
    raise TimeoutError


@pytest.fixture(scope="session")
async def redis_server() -> AsyncIterator[LoneRedis]:
    async with LoneRedis() as server:
        yield server


@pytest.fixture(scope="session")
def web_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built web app, and a secret beside it."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "secret.txt").write_text("not for the world")
    root = folder / "dist"
    (root / "assets").mkdir(parents=True)
    (root / "index.html").write_text("<!doctype html><title>app</title>")
    (root / "assets" / "app-3fa9c1.js").write_text("console.log('plain')")
    (root / "assets" / "app-3fa9c1.js.gz").write_bytes(b"gzipped")
    (root / "assets" / "app-3fa9c1.js.br").write_bytes(b"brotli")
    (root / ".env").write_text("SECRET=1")
    (root / "link.txt").symlink_to(folder / "secret.txt")
    return root


@pytest.fixture(scope="session")
async def world(redis_server: LoneRedis, web_root: Path) -> AsyncIterator[World]:
    """One gateway for all tests that need no other settings."""
    async with open_world(redis_server, web_root) as world:
        yield world


@pytest.fixture(scope="session")
async def behind_proxy(redis_server: LoneRedis, web_root: Path) -> AsyncIterator[World]:
    """A gateway that believes the proxy on the loopback."""
    async with open_world(
        redis_server, web_root, trusted_proxies="127.0.0.0/8", sign_ins_per_minute=3
    ) as world:
        yield world

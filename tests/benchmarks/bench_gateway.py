"""The gateway with everything on, beside proxies that look at nothing."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from deploy.local.process_spec import PROJECT_ROOT
from tests.benchmarks.load import PROGRAM, Target, measure_p99, measure_rate
from tests.benchmarks.peers import (
    MEASURED_CORE,
    OTHER_CORE,
    caddy_command,
    gateway_command,
    need,
    nginx_proxy_command,
    run_on_core,
    service_command,
)
from tests.benchmarks.stage import Figure, Stage
from tests.fixtures.lone_redis import LoneRedis, free_port
from tests.gateway.tokens import TokenMint

_CONNECTIONS = 64
_PATH = "/api/v1/analysis/requests"
# The size of a small page of a list.
_BODY = json.dumps({"items": [{"id": "x" * 36}] * 20, "next_cursor": None})
_SECRET = "only-for-benchmarks-" + "x" * 24
_SERVICES = ("auth", "billing", "social", "analysis", "analytics", "insights")


async def run(stage: Stage) -> list[Figure]:
    """Ratios of answers a second, on one core each, and what it adds at half load."""
    need(("nginx", "caddy", PROGRAM), may_install=not stage.is_tiny)
    seconds, rounds = stage.pick(5.0, 1.0), stage.pick(5, 1)
    async with _open_all() as targets:
        rates: dict[str, list[float]] = {name: [] for name in targets}
        for _ in range(rounds):
            for name, target in targets.items():
                rates[name].append(
                    await measure_rate(
                        target, connections=_CONNECTIONS, seconds=seconds
                    )
                )
        found = {name: median(each) for name, each in rates.items()}
        half = found["gateway"] / 2
        p99 = {
            name: await measure_p99(
                targets[name], connections=_CONNECTIONS, seconds=seconds, rate=half
            )
            for name in ("service", "gateway")
        }
    ours = f"{found['gateway']:,.0f} a second"
    return [
        Figure(
            "caddy_ratio",
            found["gateway"] / found["caddy"],
            f"{ours} to {found['caddy']:,.0f}",
        ),
        Figure(
            "nginx_ratio",
            found["gateway"] / found["nginx"],
            f"{ours} to {found['nginx']:,.0f}",
        ),
        Figure(
            "added_p99",
            p99["gateway"] - p99["service"],
            f"{p99['service']:.2f} ms without it, at {half:,.0f} a second",
        ),
    ]


@asynccontextmanager
async def _open_all() -> AsyncIterator[Mapping[str, Target]]:
    """The service alone and behind each of three; what is measured has its core."""
    mint = TokenMint()
    answers = {
        _PATH: _BODY,
        "/.well-known/jwks.json": json.dumps({"keys": [mint.jwk]}),
        "/internal/auth/ended-credentials": json.dumps({"items": []}),
    }
    bearer = {"Authorization": f"Bearer {mint.issue()}"}
    async with AsyncExitStack() as stack:
        folder = Path(
            stack.enter_context(TemporaryDirectory(prefix="postscope-bench-"))
        )
        redis = await stack.enter_async_context(LoneRedis())
        service, nginx, caddy, gateway = (free_port() for _ in range(4))
        commands = [
            (OTHER_CORE, service_command(folder, service, answers), service, {}),
            (MEASURED_CORE, nginx_proxy_command(folder, nginx, service), nginx, {}),
            (
                MEASURED_CORE,
                caddy_command(folder, caddy, service),
                caddy,
                {"GOMAXPROCS": "1", "HOME": str(folder)},
            ),
            (
                MEASURED_CORE,
                gateway_command(),
                gateway,
                _gateway_settings(gateway, service, redis.url),
            ),
        ]
        for core, command, port, environment in commands:
            await stack.enter_async_context(
                run_on_core(
                    core, command, port=port, folder=folder, environment=environment
                )
            )
        yield {
            "service": Target(f"http://127.0.0.1:{service}{_PATH}", {}),
            "nginx": Target(f"http://127.0.0.1:{nginx}{_PATH}", {}),
            "caddy": Target(f"http://127.0.0.1:{caddy}{_PATH}", {}),
            "gateway": Target(f"http://127.0.0.1:{gateway}{_PATH}", bearer),
        }


def _gateway_settings(port: int, service_port: int, redis_url: str) -> dict[str, str]:
    return {
        "PYTHONPATH": str(PROJECT_ROOT),
        "ENVIRONMENT": "test",
        "LOG_FORMAT": "json",
        "SECRET_KEY": _SECRET,
        "REDIS_URL": redis_url,
        "PORT": str(port),
        "INTERNAL_PORT": str(free_port()),
        **{
            f"UPSTREAM_{name.upper()}": f"http://127.0.0.1:{service_port}"
            for name in _SERVICES
        },
    }

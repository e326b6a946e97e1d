"""The gateway with everything on, beside proxies that look at nothing."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from deploy.local.process_spec import PROJECT_ROOT
from libs.common.ids import new_id
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
_PEOPLE = 200
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
        half = median(rates["gateway"]) / 2
        p99 = {
            name: await measure_p99(
                targets[name], connections=_CONNECTIONS, seconds=seconds, rate=half
            )
            for name in ("service", "gateway")
        }
    return [
        _ratio("caddy", rates),
        _ratio("nginx", rates),
        Figure(
            "added_p99",
            p99["gateway"] - p99["service"],
            f"{p99['service']:.2f} ms without it, at {half:,.0f} a second",
        ),
    ]


def _ratio(peer: str, rates: Mapping[str, Sequence[float]]) -> Figure:
    """The median of the rounds' ratios: what disturbs a round disturbs both."""
    pairs = list(zip(rates["gateway"], rates[peer], strict=True))
    rate, peers = (median(each) for each in zip(*pairs, strict=True))
    return Figure(
        f"{peer}_ratio",
        median(ours / theirs for ours, theirs in pairs),
        f"{rate:,.0f} a second to {peers:,.0f}",
    )


@asynccontextmanager
async def _open_all() -> AsyncIterator[Mapping[str, Target]]:
    """The service alone and behind each of three; what is measured has its core."""
    mint = TokenMint()
    answers = {
        _PATH: _BODY,
        "/.well-known/jwks.json": json.dumps({"keys": [mint.jwk]}),
        "/internal/auth/ended-credentials": json.dumps({"items": []}),
    }
    tokens = tuple(mint.issue(new_id()) for _ in range(_PEOPLE))
    async with AsyncExitStack() as stack:
        folder = Path(
            stack.enter_context(TemporaryDirectory(prefix="postscope-bench-"))
        )
        redis = await stack.enter_async_context(LoneRedis())
        names = ("service", "nginx", "caddy", "gateway")
        ports = {name: free_port() for name in names}
        service, nginx, caddy, gateway = ports.values()
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
                gateway_settings(gateway, service, redis.url),
            ),
        ]
        for core, command, port, environment in commands:
            await stack.enter_async_context(
                run_on_core(
                    core, command, port=port, folder=folder, environment=environment
                )
            )
        yield {
            name: Target(f"http://127.0.0.1:{port}{_PATH}", tokens)
            for name, port in ports.items()
        }


def gateway_settings(port: int, service_port: int, redis_url: str) -> dict[str, str]:
    """A gateway that has one service for all."""
    return {
        "PYTHONPATH": str(PROJECT_ROOT),
        "ENVIRONMENT": "test",
        "LOG_FORMAT": "json",
        "SECRET_KEY": _SECRET,
        "REDIS_URL": redis_url,
        # Counted as everywhere, but each may ask as often as he can.
        "REQUESTS_PER_MINUTE": "100000000",
        "PORT": str(port),
        "INTERNAL_PORT": str(free_port()),
        **{
            f"UPSTREAM_{name.upper()}": f"http://127.0.0.1:{service_port}"
            for name in _SERVICES
        },
    }

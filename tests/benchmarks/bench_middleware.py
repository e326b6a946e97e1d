"""The access log: one service with and without it, side by side."""

import sys
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from deploy.local.process_spec import PROJECT_ROOT
from tests.benchmarks.listing_service import PATH
from tests.benchmarks.load import PROGRAM, Target, measure_rate
from tests.benchmarks.peers import (
    MEASURED_CORE,
    OTHER_CORE,
    need,
    run_on_core,
    service_command,
)
from tests.benchmarks.stage import Figure, Stage
from tests.fixtures.lone_redis import LoneRedis, free_port

_CONNECTIONS = 32
_ACCESS_LOGS = "/internal/analytics/access-logs"


async def run(stage: Stage) -> list[Figure]:
    """How many answers a second there are with it, of those there are without."""
    need(("nginx", PROGRAM), may_install=not stage.is_tiny)
    seconds, rounds = stage.pick(3.0, 1.0), stage.pick(7, 1)
    ratios, rates = [], []
    async with AsyncExitStack() as stack:
        folder = Path(
            stack.enter_context(TemporaryDirectory(prefix="postscope-bench-"))
        )
        redis = await stack.enter_async_context(LoneRedis())
        gateway = free_port()
        command = service_command(folder, gateway, {_ACCESS_LOGS: '{"stored": 1}'})
        await stack.enter_async_context(
            run_on_core(OTHER_CORE, command, port=gateway, folder=folder)
        )
        targets = {}
        for is_on in (False, True):
            port = free_port()
            await stack.enter_async_context(
                run_on_core(
                    MEASURED_CORE,
                    [sys.executable, "-m", "tests.benchmarks.listing_service"],
                    port=port,
                    folder=folder,
                    environment=_settings(folder, port, gateway, redis.url, is_on),
                )
            )
            targets[is_on] = Target(f"http://127.0.0.1:{port}{PATH}")
        for _ in range(rounds):
            # Side by side in time as well: what disturbs one disturbs the other.
            found = {
                is_on: await measure_rate(
                    target, connections=_CONNECTIONS, seconds=seconds
                )
                for is_on, target in targets.items()
            }
            ratios.append(found[True] / found[False])
            rates.append(found[True])
    return [Figure("ratio", median(ratios), f"{median(rates):,.0f} a second with it")]


def _settings(
    folder: Path, port: int, gateway: int, redis_url: str, is_on: bool
) -> dict[str, str]:
    return {
        "PYTHONPATH": str(PROJECT_ROOT),
        "POSTSCOPE_HOME": str(folder),
        "ENVIRONMENT": "test",
        "LOG_FORMAT": "json",
        "SECRET_KEY": "only-for-benchmarks-" + "x" * 24,
        "REDIS_URL": redis_url,
        # Never asked: what is listed is made up.
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "INTERNAL_URL": f"http://127.0.0.1:{gateway}",
        "SERVICE_PORT": str(port),
        "ACCESS_LOG_ENABLED": str(is_on),
        "APP_LOG_ENABLED": "false",
        "EXTERNAL_CALL_LOG_ENABLED": "false",
    }

"""The main job's whole way in the test's own process: the gateway and real services on
real sockets, with their workers. Starts within a second; `make run` takes ten."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from gateway.app import open_gateway
from gateway.server import serve_gateway
from gateway.settings import GatewaySettings
from tests.emulators.collector import Collector
from tests.fixtures.app import TEST_SECRET, RunningService, StartService
from tests.fixtures.lone_redis import free_port
from tests.fixtures.serving import Served

SERVICES = ("auth", "billing", "social", "analysis", "analytics")


@dataclass(frozen=True)
class OneProcess:
    """Where it listens, and its services."""

    public_url: str
    internal_url: str
    services: dict[str, RunningService]
    served: dict[str, Served]


@asynccontextmanager
async def run_in_one_process(
    start_service: StartService, collector: Collector, web_root: Path, **settings: Any
) -> AsyncIterator[OneProcess]:
    """All of it, ready; `settings` are everybody's."""
    public, internal = free_port(), free_port()
    ports = {name: free_port() for name in SERVICES}
    services: dict[str, RunningService] = {}
    served: dict[str, Served] = {}
    async with AsyncExitStack() as stack:
        for name in SERVICES:
            services[name] = service = await start_service(
                import_module(f"services.{name}.settings").Settings,
                import_module(f"services.{name}.main").create_app,
                **_settings_of(name, collector),
                internal_url=f"http://127.0.0.1:{internal}",
                **settings,
            )
            served[name] = await stack.enter_async_context(
                Served(service.app, ports[name])
            )
        values: dict[str, Any] = {
            "environment": "test",
            "secret_key": TEST_SECRET,
            "redis_url": services["auth"].settings.redis_url,
            "port": public,
            "internal_port": internal,
            "web_root": web_root,
            "log_format": "json",
            "stop_timeout_seconds": 2,
            **{f"upstream_{name}": each.url for name, each in served.items()},
            **settings,
        }
        gateway = await stack.enter_async_context(
            open_gateway(GatewaySettings(_env_file=None, **values))
        )
        stop = asyncio.Event()
        serving = asyncio.create_task(serve_gateway(gateway, stop))
        for name in SERVICES:
            worker = import_module(f"services.{name}.worker")
            await services[name].run_worker(worker.build_handlers())
        try:
            yield OneProcess(
                f"http://127.0.0.1:{public}",
                f"http://127.0.0.1:{internal}",
                services,
                served,
            )
        finally:
            stop.set()
            await serving


def _settings_of(name: str, collector: Collector) -> dict[str, Any]:
    if name == "auth":
        return {"password_memory_kib": 64, "password_passes": 1}
    if name == "social":
        return {
            "custom_source_url": collector.url,
            "url_guard_allowed_hosts": collector.host_and_port,
        }
    return {}

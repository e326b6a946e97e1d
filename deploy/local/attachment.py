"""Lets a command work on this installation's data, beside the system or without it."""

import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from deploy.local.databases import connection_url
from deploy.local.home import Home
from deploy.local.instance import is_alive
from deploy.local.local_system import database_name
from deploy.local.ports import LOOPBACK
from deploy.local.servers import LocalServers
from deploy.local.system import (
    command_environment,
    find_given_url,
    machine_environment,
)


@asynccontextmanager
async def attach(
    home: Home, settings: dict[str, str], services: Sequence[str]
) -> AsyncIterator[dict[str, str]]:
    """The environment in which a command finds the databases of `services`, and Redis.

    Servers that the settings name are used; else those of the system that runs in
    this home; if none runs, the embedded ones are started for as long as this lasts.
    Raises CannotStart."""
    base = machine_environment(os.environ) | settings
    base |= {"POSTSCOPE_HOME": str(home.root)}
    embedded = [name for name in services if find_given_url(settings, name) is None]
    redis_url = settings.get("REDIS_URL", "")
    ports = _find_running_ports(home)
    if not embedded and redis_url:
        yield command_environment(base, {}, services)
    elif ports and (not embedded or "postgres" in ports):
        urls = {
            service: connection_url(
                ports["postgres"],
                database_name(service),
                database_name(service),
                home.secret(f"postgres_{database_name(service)}"),
            )
            for service in embedded
        }
        own_redis = f"redis://:{home.secret('redis')}@{LOOPBACK}:{ports.get('redis')}/0"
        base["REDIS_URL"] = redis_url or own_redis
        yield command_environment(base, urls, services)
    else:
        async with LocalServers(home.root) as servers:
            made = await servers.postgres.create_databases(map(database_name, embedded))
            urls = {service: made[database_name(service)] for service in embedded}
            base["REDIS_URL"] = redis_url or servers.redis_url
            yield command_environment(base, urls, services)


def _find_running_ports(home: Home) -> dict[str, int]:
    """The ports of the servers that run in this home, by name; empty if none does."""
    try:
        listed = json.loads((home.run_folder / "processes.json").read_text())
    except (OSError, ValueError):
        return {}
    if not is_alive(listed["supervisor_pid"]):
        return {}
    return {
        entry["name"]: entry["port"]
        for entry in listed["processes"]
        if entry["port"] is not None
    }

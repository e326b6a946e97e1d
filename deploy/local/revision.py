"""Writes a service's next migration: `python -m deploy.local.revision SERVICE NAME`.

The models are compared with what the migrations make of an empty database on servers
of its own, so that nothing of this installation's data shows in the result."""

import asyncio
import sys
import tempfile
from pathlib import Path

from deploy.local.errors import CannotStart
from deploy.local.servers import LocalServers
from deploy.local.system import SERVICES
from libs.common.db.migrations import create_revision, upgrade


async def write_revision(service: str, name: str) -> None:
    """Adds a file to `services/<service>/migrations/versions`. Raises CannotStart."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        async with LocalServers(home, durable=False) as servers:
            url = await servers.postgres.create_database(service)
            await asyncio.to_thread(upgrade, service, url)
            await asyncio.to_thread(create_revision, service, url, name)


def main(arguments: list[str]) -> int:
    """Checks the arguments, and writes."""
    match arguments:
        case [service, name] if service in SERVICES and name:
            try:
                asyncio.run(write_revision(service, name))
            except CannotStart as error:
                print(error, file=sys.stderr)
                return 1
            return 0
    print('usage: make migration SERVICE=auth NAME="add x"', file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

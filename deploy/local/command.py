"""Runs a Python program with a service's settings, on this installation's data.

`python -m deploy.local.command SERVICE -m module arguments...`, whether the system
runs at the moment or not."""

import asyncio
import sys
from collections.abc import Sequence

from deploy.local.attachment import attach
from deploy.local.errors import CannotStart
from deploy.local.given_settings import find_home, read_given_settings
from deploy.local.home import Home
from deploy.local.process_spec import PROJECT_ROOT
from deploy.local.system import SERVICES


def run_python(services: Sequence[str], arguments: Sequence[str]) -> int:
    """Runs `python <arguments>` with the databases of `services`; its exit code.

    What hinders it is printed, and the exit code is 1."""
    try:
        return asyncio.run(_run_python(services, arguments))
    except (CannotStart, OSError) as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("Broken off.", file=sys.stderr)
    return 1


async def _run_python(services: Sequence[str], arguments: Sequence[str]) -> int:
    settings = read_given_settings()
    async with attach(Home(find_home(settings)), settings, services) as environment:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, cwd=PROJECT_ROOT, env=environment
        )
        return await process.wait()


def main(arguments: list[str]) -> int:
    """Checks the name of the service, and runs the rest."""
    match arguments:
        case [service, *rest] if service in SERVICES and rest:
            return run_python([service], rest)
    print(
        "usage: python -m deploy.local.command SERVICE -m module ...\n"
        f"services: {', '.join(SERVICES)}",
        file=sys.stderr,
    )
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

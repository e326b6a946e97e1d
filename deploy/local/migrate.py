"""Migrates the services named as arguments (all by default), in one process.

Run as `python -m deploy.local.migrate [service ...]`, with the same environment as the
services: DATABASE_URL_<SERVICE>, or one DATABASE_URL for all of them. Where these are
missing, it works on the databases of this installation, running or not."""

import os
import sys
import traceback

from deploy.local.command import run_python
from deploy.local.system import SERVICES, find_given_url, find_shared_url
from libs.common.db.migrations import upgrade


def main(services: list[str]) -> int:
    """Migrates one after the other; returns the exit code. Stops at the first error."""
    if any(find_given_url(os.environ, service) is None for service in services):
        return run_python(services, ["-m", "deploy.local.migrate", *services])
    for service in services:
        own = os.environ.get(f"DATABASE_URL_{service.upper()}")
        url = own or find_shared_url(os.environ) or ""
        try:
            upgrade(service, url, schema=None if own else service)
        except Exception as error:
            if os.environ.get("LOG_LEVEL", "").upper() == "DEBUG":
                traceback.print_exc()
            _complain(service, f"{type(error).__name__}: {error}".splitlines()[0])
            return 1
    return 0


def _complain(service: str, reason: str) -> None:
    print(f"The database of {service} cannot be migrated. {reason}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(SERVICES)))

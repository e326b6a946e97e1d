"""What an operator does about messages whose attempts are used up.

`python -m deploy.local.messages dead` lists them, of all services;
`python -m deploy.local.messages replay SERVICE ID` gives one its attempts anew."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from deploy.local.command import run_python
from deploy.local.system import SERVICES, find_given_url, find_shared_url
from libs.common.db.engine import build_engine
from libs.common.db.session import Database
from libs.common.ids import is_id
from libs.common.jobs import inbox

_LISTED = 100


async def print_dead(services: Sequence[str]) -> int:
    """Prints the newest 100 dead messages of each service; returns how many."""
    count = 0
    for service in services:
        async with _database(service) as database, database.read() as session:
            for row in await inbox.list_dead(session, _LISTED):
                count += 1
                print(
                    f"{service:<10} {row['id']}  {row['name']}, {row['attempts']}"
                    f" attempts, given up {row['finished_at']:%Y-%m-%d %H:%M:%SZ}\n"
                    f"           {row['error']}"
                )
    return count


async def replay(service: str, message_id: UUID) -> bool:
    """Gives a dead message its attempts anew; False if it is not dead."""
    async with _database(service) as database, database.unit_of_work() as session:
        return await inbox.replay(session, message_id)


def main(arguments: list[str]) -> int:
    """Does what the arguments say; returns the exit code."""
    match arguments:
        case ["dead"]:
            services: Sequence[str] = SERVICES
        case ["replay", service, text] if service in SERVICES and is_id(text):
            services = [service]
        case _:
            print("usage: make dead; make replay SERVICE=... ID=...", file=sys.stderr)
            return 2
    if any(find_given_url(os.environ, service) is None for service in services):
        return run_python(services, ["-m", "deploy.local.messages", *arguments])
    try:
        return asyncio.run(_answer(services, arguments))
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        print(
            f"The databases cannot be asked (make migrate?): {reason}", file=sys.stderr
        )
        return 1


async def _answer(services: Sequence[str], arguments: Sequence[str]) -> int:
    if arguments[0] == "dead":
        count = await print_dead(services)
        print(f"{count} dead messages." if count else "No message is dead.")
        return 0
    if await replay(services[0], UUID(arguments[2])):
        print("It will be tried again.")
        return 0
    print(f"No dead message of {services[0]} has this id.", file=sys.stderr)
    return 1


@asynccontextmanager
async def _database(service: str) -> AsyncIterator[Database]:
    own = os.environ.get(f"DATABASE_URL_{service.upper()}")
    engine = build_engine(
        own or find_shared_url(os.environ) or "",
        application_name="messages",
        pool_size=1,
        schema=None if own else service,
    )
    database = Database(engine)
    try:
        yield database
    finally:
        await database.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

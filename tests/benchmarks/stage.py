"""Where benchmarks are played: a system of their own, as `make run` starts it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import asyncpg

from deploy.local.local_system import LocalSystem
from tests.e2e.person import Person
from tests.emulators.collector import Collector, serve_collector

Value = TypeVar("Value")

# Its defaults, but for what keeps one person from asking as often as many would.
_SETTINGS = {
    "ANALYSES_PER_HOUR": "100000",
    "CUSTOM_SOURCE_TIMEOUT_SECONDS": "300",
    "LOG_FORMAT": "json",
    "REQUESTS_PER_MINUTE": "1000000",
    "SIGN_INS_PER_MINUTE": "100000",
}

_MOST_SECONDS = 120.0
_UNFINISHED = (
    "SELECT count(*) > 0 OR NOT EXISTS (SELECT FROM inbox)"
    " FROM inbox WHERE state IN ('pending', 'running')"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; `against` says what it was measured against, in the same run."""

    name: str
    value: float
    against: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A running system, its collector, and whoever comes in."""

    system: LocalSystem
    collector: Collector
    people: AsyncExitStack

    async def new_person(self) -> Person:
        """Somebody new, who leaves when the scene ends."""
        person = await Person.sign_up(self.system.public_url)
        self.people.push_async_callback(person.http.aclose)
        return person


class Stage:
    """Of `full` size for figures, `tiny` to see that a benchmark runs at all."""

    def __init__(self, *, is_tiny: bool = False) -> None:
        self.is_tiny = is_tiny

    def pick(self, full: Value, tiny: Value) -> Value:
        """The one that is meant for this size."""
        return tiny if self.is_tiny else full

    @asynccontextmanager
    async def open(
        self, changes: Mapping[str, str] | None = None
    ) -> AsyncIterator[Scene]:
        """A system from an empty home, gone afterwards; `changes` are to its settings
        (one that is empty is not set)."""
        async with AsyncExitStack() as stack:
            collector = await stack.enter_async_context(serve_collector())
            folder = stack.enter_context(TemporaryDirectory(prefix="postscope-bench-"))
            settings = {
                **_SETTINGS,
                "CUSTOM_SOURCE_URL": collector.url,
                "URL_GUARD_ALLOWED_HOSTS": collector.host_and_port,
                **(changes or {}),
            }
            system = await stack.enter_async_context(
                LocalSystem(Path(folder), environment=settings)
            )
            people = await stack.enter_async_context(AsyncExitStack())
            scene = Scene(system, collector, people)
            await _wait_until_idle(system)
            yield scene


async def _wait_until_idle(system: LocalSystem) -> None:
    """Until the demo is drawn, which the very first start does in the background."""
    connection = await asyncpg.connect(system.database_urls["social"])
    try:
        async with asyncio.timeout(_MOST_SECONDS):
            while await connection.fetchval(_UNFINISHED):
                await asyncio.sleep(0.5)
    finally:
        await connection.close()

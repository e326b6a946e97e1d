"""Bright Data emulated, and a source that asks it with little patience."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from deploy.local.servers import LocalServers
from libs.common.clock import FixedClock
from libs.common.contracts.analytics import ExternalCallEntry
from libs.common.db.engine import build_engine
from libs.common.db.session import Database
from libs.common.http.vendor import VendorTools
from libs.common.ids import new_id
from libs.common.rate_limit import RateLimiter
from libs.common.redis import build_redis
from services.social.settings import Settings
from services.social.sources.brightdata.source import BrightDataSource
from services.social.sources.building import SourceParts, build_brightdata_source
from tests.emulators.brightdata import BrightData, serve_brightdata
from tests.fixtures.database import TestDatabases
from tests.fixtures.telemetry import build_outside_calls

MakeSource = Callable[..., BrightDataSource]


@pytest.fixture(scope="module")
async def served_brightdata() -> AsyncIterator[BrightData]:
    async with serve_brightdata() as served:
        yield served


@pytest.fixture
def brightdata(served_brightdata: BrightData) -> BrightData:
    """The emulated vendor, quick, under a key of this test's own."""
    served_brightdata.reset()
    served_brightdata.key = f"key-{new_id().hex}"
    served_brightdata.states, served_brightdata.not_ready = [], 0
    return served_brightdata


@pytest.fixture(scope="module")
async def opened_database(test_databases: TestDatabases) -> AsyncIterator[Database]:
    url = await test_databases.url_of("social")
    database = Database(build_engine(url, application_name="test", pool_size=4))
    yield database
    await database.close()


@pytest.fixture
async def database(opened_database: Database) -> AsyncIterator[Database]:
    """Social's database, in which no vendor has been asked for anything."""
    yield opened_database
    async with opened_database.unit_of_work() as session:
        await session.execute(text("DELETE FROM vendor_jobs"))


@pytest.fixture
def entries() -> list[ExternalCallEntry]:
    """What the log of outside calls says."""
    return []


@pytest.fixture
async def make_source(
    brightdata: BrightData,
    database: Database,
    clock: FixedClock,
    entries: list[ExternalCallEntry],
    local_servers: LocalServers,
) -> AsyncIterator[MakeSource]:
    """`make_source(**settings)`: as a process of its own would have it."""
    made: list[BrightDataSource] = []
    async with build_redis(local_servers.redis_url) as redis:
        tools = VendorTools(clock, build_outside_calls(entries), RateLimiter(redis))

        def make(**settings: Any) -> BrightDataSource:
            values = {
                "secret_key": "x",
                "brightdata_api_key": brightdata.key,
                "brightdata_base_url": brightdata.url,
                "brightdata_first_poll_seconds": 0,
                "brightdata_poll_seconds": 0.005,
                "brightdata_patience_seconds": 5,
                "brightdata_retry_seconds": 0.001,
                **settings,
            }
            read = Settings(_env_file=None, **values)
            source = build_brightdata_source(SourceParts(read, tools, database, redis))
            assert source
            made.append(source)
            return source

        yield make
        for source in made:
            await source.close()


@pytest.fixture
def source(make_source: MakeSource) -> BrightDataSource:
    """One that asks for jobs and waits for them."""
    return make_source()


ReadNotes = Callable[[], Awaitable[dict[str, tuple[str | None, int]]]]


@pytest.fixture
def read_notes(database: Database) -> ReadNotes:
    """What is noted of things that were asked for: the job's name there, and tries."""

    async def read() -> dict[str, tuple[str | None, int]]:
        async with database.read() as session:
            rows = await session.execute(
                text("SELECT input, external_id, tries FROM vendor_jobs")
            )
            return {row.input: (row.external_id, row.tries) for row in rows}

    return read

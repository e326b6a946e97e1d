"""Each service's migrations lead from nothing to its models, and back."""

import asyncio
import importlib
from typing import Any

import asyncpg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from deploy.local.servers import LocalServers
from deploy.local.system import SERVICES
from libs.common.db.engine import build_engine
from libs.common.db.migrations import migration_config, upgrade
from libs.common.db.session import Database
from libs.common.jobs import outbox
from tests.common.jobs.pair import envelope

each_service = pytest.mark.parametrize("service", SERVICES)


def metadata_of(service: str) -> MetaData:
    module = importlib.import_module(f"services.{service}.metadata")
    metadata: MetaData = module.metadata
    return metadata


def script_of(service: str) -> ScriptDirectory:
    return ScriptDirectory.from_config(migration_config(service))


class TestScripts:
    @each_service
    def test_one_line_from_one_base_to_one_head(self, service: str) -> None:
        script = script_of(service)
        assert len(script.get_heads()) == 1
        assert len(script.get_bases()) == 1
        revisions = list(script.walk_revisions())
        assert not [r.revision for r in revisions if r.is_merge_point]

    @each_service
    def test_each_says_what_it_does(self, service: str) -> None:
        for revision in script_of(service).walk_revisions():
            assert revision.doc.endswith("."), revision.path


async def run(function: Any, *arguments: Any, **options: Any) -> None:
    """Alembic starts a loop of its own, so it needs a thread of its own."""
    await asyncio.to_thread(function, *arguments, **options)


async def find_differences(url: str, service: str, schema: str | None = None) -> Any:
    """What autogenerate would write."""

    def compare(connection: Connection) -> Any:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return compare_metadata(context, metadata_of(service))

    engine = build_engine(url, application_name="t", pool_size=1, schema=schema)
    async with engine.connect() as connection:
        found = await connection.run_sync(compare)
    await engine.dispose()
    return found


async def query(url: str, statement: str) -> list[Any]:
    engine = build_engine(url, application_name="t", pool_size=1)
    async with engine.connect() as connection:
        rows = (await connection.execute(text(statement))).all()
    await engine.dispose()
    return [tuple(row) for row in rows]


_TABLES = (
    "SELECT schemaname, tablename FROM pg_tables"
    " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"
)
# Each index with its definition; oids change when anything is made anew.
_OBJECTS = (
    "SELECT oid::bigint, relname FROM pg_class WHERE relnamespace ="
    " 'public'::regnamespace ORDER BY 1"
)


@each_service
class TestUpgrade:
    async def test_head_is_what_the_models_say(
        self, local_servers: LocalServers, service: str
    ) -> None:
        url = await local_servers.postgres.create_database(f"head_{service}")
        await run(upgrade, service, url)
        assert await find_differences(url, service) == []
        tables = {name for _, name in await query(url, _TABLES)}
        assert tables == {*metadata_of(service).tables, "alembic_version"}
        assert tables >= {"outbox", "inbox", "cron_runs"}

    async def test_second_upgrade_does_nothing(
        self, local_servers: LocalServers, service: str
    ) -> None:
        url = await local_servers.postgres.create_database(f"twice_{service}")
        await run(upgrade, service, url)
        before = await query(url, _OBJECTS)
        await run(upgrade, service, url)
        assert await query(url, _OBJECTS) == before

    async def test_way_back_leaves_nothing_and_can_be_gone_again(
        self, local_servers: LocalServers, service: str
    ) -> None:
        url = await local_servers.postgres.create_database(f"back_{service}")
        await run(upgrade, service, url)
        config = migration_config(service)
        config.attributes["database_url"] = url
        await run(command.downgrade, config, "base")
        assert await query(url, _TABLES) == [("public", "alembic_version")]
        await run(upgrade, service, url)
        assert await find_differences(url, service) == []


class TestSideBySide:
    async def test_upgrade_waits_for_the_one_under_way(
        self, local_servers: LocalServers
    ) -> None:
        url = await local_servers.postgres.create_database("at_once")
        other = await asyncpg.connect(url)
        try:
            lock = "hashtextextended('migrations of public', 0)"
            await other.execute(f"SELECT pg_advisory_lock({lock})")
            upgrading = asyncio.create_task(run(upgrade, "insights", url))
            await asyncio.sleep(0.8)
            assert await query(url, _TABLES) == []
        finally:
            await other.close()
        await upgrading
        assert await find_differences(url, "insights") == []


class TestSharedDatabase:
    async def test_each_service_lives_in_a_schema_of_its_own(
        self, local_servers: LocalServers
    ) -> None:
        url = await local_servers.postgres.create_database("shared")
        for service in SERVICES:
            await run(upgrade, service, url, schema=service)
        for service in SERVICES:
            assert await find_differences(url, service, schema=service) == []
        found: dict[str, set[str]] = {}
        for schema, table in await query(url, _TABLES):
            found.setdefault(schema, set()).add(table)
        assert found == {
            service: {*metadata_of(service).tables, "alembic_version"}
            for service in SERVICES
        }

    async def test_messages_of_one_are_not_seen_by_another(
        self, local_servers: LocalServers
    ) -> None:
        url = await local_servers.postgres.create_database("shared_messages")
        databases = {}
        for service in ("auth", "billing"):
            await run(upgrade, service, url, schema=service)
            engine = build_engine(
                url, application_name="t", pool_size=1, schema=service
            )
            databases[service] = Database(engine)
        async with databases["auth"].unit_of_work() as session:
            await outbox.add(session, envelope())
        waiting = {}
        for service, database in databases.items():
            async with database.read() as session:
                waiting[service] = (await outbox.figures(session)).waiting
            await database.close()
        assert waiting == {"auth": 1, "billing": 0}

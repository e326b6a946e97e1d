"""Migrations: the same environment for every service, run in one process."""

import asyncio
from importlib.resources import files

from alembic import command, context
from alembic.config import Config
from sqlalchemy import MetaData, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from libs.common.db.engine import build_engine

# A migration that cannot get its lock gives up rather than queue everyone behind it.
_LOCK_TIMEOUT = "5s"
_NO_STATEMENT_TIMEOUT = "0"


def migration_config(service: str) -> Config:
    """Alembic's configuration for `services/<service>/migrations`."""
    config = Config()
    location = files(f"services.{service}").joinpath("migrations")
    config.set_main_option("script_location", str(location))
    config.set_main_option("path_separator", "os")
    config.set_main_option(
        "file_template",
        "%%(year)d-%%(month).2d-%%(day).2d-%%(hour).2d%%(minute).2d_%%(slug)s",
    )
    return config


def upgrade(service: str, database_url: str, *, schema: str | None = None) -> None:
    """Brings the service's database to its newest revision; does nothing twice.

    `schema` is created and used where one database serves several services."""
    config = migration_config(service)
    config.attributes["database_url"] = database_url
    config.attributes["schema"] = schema
    command.upgrade(config, "head")


def create_revision(service: str, database_url: str, message: str) -> None:
    """Writes a migration from the difference between models and a migrated database.

    Read it before you commit it: additions alone, backfills apart, nothing lost."""
    config = migration_config(service)
    config.attributes["database_url"] = database_url
    command.revision(config, message=message, autogenerate=True)


def run_environment(metadata: MetaData) -> None:
    """The whole of a service's `env.py`."""
    options = context.config.attributes
    connection: Connection | None = options.get("connection")
    if connection is not None:
        _migrate(connection, metadata, None)
        return
    engine = build_engine(
        options["database_url"],
        application_name="migrations",
        pool_size=1,
        schema=options.get("schema"),
    )
    asyncio.run(_migrate_async(engine, metadata, options.get("schema")))


async def _migrate_async(
    engine: AsyncEngine, metadata: MetaData, schema: str | None
) -> None:
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate, metadata, schema)
            await connection.commit()
    finally:
        await engine.dispose()


def _migrate(connection: Connection, metadata: MetaData, schema: str | None) -> None:
    connection.execute(text(f"SET statement_timeout = {_NO_STATEMENT_TIMEOUT}"))
    # Of several that migrate at once (each replica, at its start) one does it, and the
    # others find it done. The lock ends with the connection.
    connection.execute(
        text("SELECT pg_advisory_lock(hashtextextended(:name, 0))"),
        {"name": f"migrations of {schema or 'public'}"},
    )
    connection.execute(text(f"SET lock_timeout = '{_LOCK_TIMEOUT}'"))
    if schema:
        quoted = connection.dialect.identifier_preparer.quote(schema)
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {quoted}"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()

"""Databases of the embedded server, each with a role that owns it and no one else in.

The statements here are about databases and roles, not about data: they are the one
place outside a service's `repository.py` that speaks SQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

import asyncpg

from deploy.local.ports import LOOPBACK

_ANSWER_SECONDS = 5.0


class WrongPassword(Exception):
    """The server answers, but does not know this password."""


def connection_url(port: int, database: str, role: str, password: str) -> str:
    """`postgresql://role:password@127.0.0.1:port/database`."""
    credentials = f"{quote(role)}:{quote(password, safe='')}"
    return f"postgresql://{credentials}@{LOOPBACK}:{port}/{quote(database)}"


async def is_answering(url: str) -> bool:
    """Whether a session can be opened. Raises WrongPassword."""
    try:
        connection = await asyncpg.connect(url, timeout=_ANSWER_SECONDS)
    except asyncpg.InvalidPasswordError as error:
        raise WrongPassword from error
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    await connection.close()
    return True


class DatabaseCatalogue:
    """Makes and removes databases, over a superuser's session."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    @classmethod
    @asynccontextmanager
    async def open(cls, superuser_url: str) -> "AsyncIterator[DatabaseCatalogue]":
        """A catalogue on a session of its own, closed at the end."""
        connection = await asyncpg.connect(superuser_url)
        try:
            yield cls(connection)
        finally:
            await connection.close()

    async def close_to_public(self) -> None:
        """No role may connect to the databases that every cluster has."""
        for name in ("postgres", "template1"):
            await self._close_to_public(name)

    async def ensure_role(self, name: str, password: str) -> None:
        """A role that can sign in with this password, and nothing more."""
        known = await self._connection.fetchval(
            "SELECT true FROM pg_roles WHERE rolname = $1", name
        )
        verb = "ALTER" if known else "CREATE"
        await self._connection.execute(
            f"{verb} ROLE {_identifier(name)} LOGIN PASSWORD {_literal(password)}"
        )

    async def ensure_database(
        self, name: str, *, owner: str, template: str | None = None
    ) -> None:
        """A database that only `owner` (and a superuser) may connect to."""
        known = await self._connection.fetchval(
            "SELECT true FROM pg_database WHERE datname = $1", name
        )
        if not known:
            await self._connection.execute(
                f"CREATE DATABASE {_identifier(name)} OWNER {_identifier(owner)}"
                f" TEMPLATE {_identifier(template or 'template1')}"
            )
        await self._close_to_public(name)

    async def drop_database(self, name: str) -> None:
        """Removes a database, ending the sessions in it."""
        await self._connection.execute(
            f"DROP DATABASE IF EXISTS {_identifier(name)} WITH (FORCE)"
        )

    async def _close_to_public(self, name: str) -> None:
        await self._connection.execute(
            f"REVOKE ALL ON DATABASE {_identifier(name)} FROM PUBLIC"
        )


# Names and passwords cannot be parameters of such statements; they are quoted.
def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

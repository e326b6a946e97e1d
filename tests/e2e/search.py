"""Looks for somebody in everything that is stored: every column of every table of every
database, and every file of the storage and of the mails."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg

from deploy.local.local_system import LocalSystem

_TABLES = """
    SELECT table_schema, table_name, column_name FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
      AND table_type = 'BASE TABLE'
    ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody, by his id and his address, however they are written."""

    user_id: UUID
    email: str

    @property
    def spellings(self) -> tuple[str, ...]:
        """In lower case: the id with dashes and without, which is also how its bytes
        are shown; the address; both as the bytes of a text."""
        texts = (str(self.user_id), self.user_id.hex, self.email.lower())
        return (*texts, *(text.encode().hex() for text in texts))

    @property
    def bytes(self) -> tuple[bytes, ...]:
        """The same as bytes of a file, which is read in lower case."""
        texts = tuple(spelling.encode() for spelling in self.spellings)
        return (*texts, self.user_id.bytes.lower())


async def find_in_system(system: LocalSystem, wanted: Wanted) -> list[str]:
    """Where anything of the person is left."""
    found = []
    for service, url in system.database_urls.items():
        found += [f"{service}: {c}" for c in await find_in_database(url, wanted)]
    for folder in ("storage", "mail"):
        found += find_in_folder(system.home.root / folder, wanted)
    return found


async def find_in_database(url: str, wanted: Wanted) -> list[str]:
    """The columns, of whatever type, that hold it; with how many rows."""
    connection = await asyncpg.connect(url)
    try:
        columns: dict[tuple[str, str], list[str]] = {}
        for schema, table, column in await connection.fetch(_TABLES):
            columns.setdefault((schema, table), []).append(column)
        found = []
        patterns = [f"%{spelling}%" for spelling in wanted.spellings]
        for (schema, table), names in columns.items():
            counts = ", ".join(
                f'count(*) FILTER (WHERE "{name}"::text ILIKE ANY ($1::text[]))'
                for name in names
            )
            row = await connection.fetchrow(
                f'SELECT {counts} FROM "{schema}"."{table}"', patterns
            )
            found += [
                f"{table}.{name} ({count})"
                for name, count in zip(names, row, strict=True)
                if count
            ]
        return found
    finally:
        await connection.close()


def find_in_folder(folder: Path, wanted: Wanted) -> list[str]:
    """The files whose name or content holds it."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder)).lower()
        content = path.read_bytes().lower() if path.is_file() else b""
        is_named = any(spelling in name for spelling in wanted.spellings)
        if is_named or any(part in content for part in wanted.bytes):
            found.append(f"{folder.name}/{name}")
    return found

"""The search for somebody finds what was forgotten, whatever it looks like."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from tests.e2e.search import Wanted, find_in_database, find_in_folder
from tests.fixtures.database import DatabaseUrlOf

WANTED = Wanted(UUID("0199f00d-1234-7abc-8def-0123456789ab"), "Ada@Example.com")
OTHER = UUID("0199f00d-1234-7abc-8def-0123456789ac")

FORGOTTEN = """
    CREATE TABLE forgotten (
        number int PRIMARY KEY, owner uuid, words text, document jsonb, raw bytea,
        many text[]
    )
"""


@pytest.fixture
async def database(database_url_of: DatabaseUrlOf) -> AsyncIterator[asyncpg.Connection]:
    """A service's database with a table that nobody has declared."""
    connection = await asyncpg.connect(await database_url_of("insights"))
    await connection.execute(FORGOTTEN)
    yield connection
    await connection.execute("DROP TABLE forgotten")
    await connection.close()


async def find(database_url_of: DatabaseUrlOf) -> list[str]:
    return await find_in_database(await database_url_of("insights"), WANTED)


class TestDatabase:
    async def test_nothing_is_found_where_nothing_is(
        self, database: asyncpg.Connection, database_url_of: DatabaseUrlOf
    ) -> None:
        await database.execute(
            "INSERT INTO forgotten (number, owner, words) VALUES (1, $1, $2)",
            OTHER,
            "ada@else.com",
        )
        assert await find(database_url_of) == []

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("owner", WANTED.user_id),
            ("words", f"of {WANTED.user_id}".upper()),
            ("words", f"imports/{WANTED.user_id.hex}/1"),
            ("words", "mail to ADA@EXAMPLE.COM"),
            ("document", f'{{"deep": [{{"user": "{WANTED.user_id}"}}]}}'),
            ("document", '{"ada@example.com": 1}'),
            ("raw", WANTED.user_id.bytes),
            ("raw", b'{"user_id": "' + str(WANTED.user_id).encode() + b'"}'),
            ("raw", b"to: ada@example.com"),
            ("many", ["x", str(WANTED.user_id)]),
        ],
    )
    async def test_forgotten_column_is_found(
        self,
        database: asyncpg.Connection,
        database_url_of: DatabaseUrlOf,
        column: str,
        value: object,
    ) -> None:
        await database.execute(
            f"INSERT INTO forgotten (number, {column}) VALUES (1, $1)", value
        )
        assert await find(database_url_of) == [f"forgotten.{column} (1)"]


class TestFolder:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            (f"imports/{WANTED.user_id}/0", b""),
            ("mail/1.eml", b"To: Ada@example.com"),
            ("some/file", b"\x00\x01" + WANTED.user_id.bytes),
            ("some/file~", f'{{"key": "{WANTED.user_id.hex}"}}'.encode()),
        ],
    )
    def test_forgotten_file_is_found(
        self, tmp_path: Path, name: str, content: bytes
    ) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        found = find_in_folder(tmp_path, WANTED)
        assert f"{tmp_path.name}/{name}" in found

    def test_others_files_are_not(self, tmp_path: Path) -> None:
        (tmp_path / str(OTHER)).write_bytes(b"bob@example.com" + OTHER.bytes)
        assert find_in_folder(tmp_path, WANTED) == []

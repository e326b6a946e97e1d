from pathlib import Path

import asyncpg
import pytest

from deploy.local.attachment import attach
from deploy.local.home import Home
from deploy.local.local_system import LocalSystem
from tests.deploy.dummy_programs import build_dummy_system


async def execute(url: str, statement: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        return str(await connection.execute(statement))
    finally:
        await connection.close()


class TestAttach:
    @pytest.mark.prove
    async def test_command_beside_a_system_works_on_its_data(
        self, tmp_path: Path
    ) -> None:
        home = Home(tmp_path / "home")
        async with LocalSystem(
            home.root, build_map=build_dummy_system, durable=False
        ) as system:
            await execute(system.database_urls["auth"], "CREATE TABLE a AS SELECT 1")
            async with attach(home, {}, ["auth"]) as environment:
                assert environment["DATABASE_URL_AUTH"] == system.database_urls["auth"]
                assert environment["REDIS_URL"] == system.redis_url
            assert system.process("postgres").starts == 1

    async def test_command_without_a_system_starts_servers_and_stops_them(
        self, tmp_path: Path
    ) -> None:
        home = Home(tmp_path / "home")
        for statement in ("CREATE TABLE a (id int)", "INSERT INTO a VALUES (1)"):
            async with attach(home, {}, ["auth"]) as environment:
                url = environment["DATABASE_URL_AUTH"]
                await execute(url, statement)
            with pytest.raises(OSError, match="Connect call failed"):
                await execute(url, "SELECT 1")

    async def test_command_sees_the_databases_it_needs_alone(
        self, tmp_path: Path
    ) -> None:
        settings = {
            "DATABASE_URL_AUTH": "postgresql://db.invalid/auth",
            "DATABASE_URL_SOCIAL": "postgresql://db.invalid/social",
            "REDIS_URL": "redis://redis.invalid/0",
        }
        home = Home(tmp_path / "home")
        async with attach(home, settings, ["auth"]) as environment:
            assert environment["DATABASE_URL_AUTH"] == "postgresql://db.invalid/auth"
            assert "DATABASE_URL_SOCIAL" not in environment
        assert not home.root.exists()

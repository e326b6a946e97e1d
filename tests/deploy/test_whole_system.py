"""The product's own processes, from an empty home to a second start."""

from pathlib import Path

import asyncpg
import pytest

from deploy.local.local_system import LocalSystem
from deploy.local.readiness import fetch_readiness
from deploy.local.servers import LocalServers
from deploy.local.system import SERVICES
from tests.deploy.waiting import is_running, wait_until


async def fetch(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


class TestWholeSystem:
    @pytest.mark.prove
    async def test_it_starts_recovers_stops_and_starts_again(
        self, tmp_path: Path
    ) -> None:
        home = tmp_path / "home"
        async with LocalSystem(home, durable=False) as system:
            pids = [system.process(name).pid or 0 for name in self._names()]
            assert all(map(is_running, pids))
            for url in system.database_urls.values():
                query = "SELECT count(*) FROM alembic_version"
                assert await fetch(url, query) == 1
            system.kill("billing")
            await wait_until(lambda: system.process("billing").starts == 2)
            await system.wait_ready(60)
            await fetch(system.database_urls["auth"], "CREATE TABLE kept (id int)")
        assert not any(map(is_running, pids))
        async with LocalSystem(home, durable=False) as system:
            url = system.database_urls["auth"]
            assert await fetch(url, "SELECT count(*) FROM kept") == 0

    @pytest.mark.prove
    async def test_given_servers_get_a_schema_for_each_service(
        self, tmp_path: Path, local_servers: LocalServers
    ) -> None:
        url = await local_servers.postgres.create_database("shared_by_all")
        given = {"DATABASE_URL": url, "REDIS_URL": local_servers.redis_url}
        try:
            async with LocalSystem(tmp_path / "home", environment=given) as system:
                port = port_of(system.public_url)
                assert (await fetch_readiness("127.0.0.1", port))[0]
                assert system.postgres is None
                assert system.redis is None
            query = (
                "SELECT array_agg(schemaname::text ORDER BY schemaname)"
                " FROM pg_tables WHERE tablename = 'alembic_version'"
            )
            assert await fetch(url, query) == sorted(SERVICES)
        finally:
            await local_servers.postgres.drop_database("shared_by_all")

    def _names(self) -> list[str]:
        workers = [f"{service}-worker" for service in SERVICES]
        names = ["gateway", "postgres", "redis", *SERVICES, *workers]
        return [*names, "social-speech"]

import asyncio
import json
import os
import tempfile
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio as redis

from deploy.local.errors import CannotStart
from deploy.local.servers import LocalServers


async def fetch(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def pids(servers: LocalServers) -> list[int]:
    document = json.loads((servers.home.run_folder / "processes.json").read_text())
    return [entry["pid"] for entry in document["processes"]]


def owner_of(path: Path) -> int:
    return path.stat().st_uid


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def open_to_all(path: Path) -> None:
    path.chmod(0o755)


def capabilities(pid: int) -> int:
    """The effective capabilities, a bit each: capabilities(7)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("CapEff:")[1].split()[0], 16)


class TestCreateDatabase:
    async def test_owner_can_make_tables_in_it(
        self, local_servers: LocalServers
    ) -> None:
        url = await local_servers.postgres.create_database("garden")
        await fetch(url, "CREATE TABLE IF NOT EXISTS beds (id int)")
        assert await fetch(url, "SELECT count(*) FROM beds") == 0

    async def test_creating_it_again_changes_nothing(
        self, local_servers: LocalServers
    ) -> None:
        url = await local_servers.postgres.create_database("kept")
        await fetch(url, "CREATE TABLE IF NOT EXISTS things (id int)")
        assert await local_servers.postgres.create_database("kept") == url
        assert await fetch(url, "SELECT count(*) FROM things") == 0

    async def test_role_cannot_enter_another_database(
        self, local_servers: LocalServers
    ) -> None:
        mine = await local_servers.postgres.create_database("mine")
        await local_servers.postgres.create_databases(["theirs"])
        for other in ("theirs", "postgres", "template1"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await fetch(mine.rpartition("/")[0] + f"/{other}", "SELECT 1")

    async def test_role_is_no_superuser(self, local_servers: LocalServers) -> None:
        url = await local_servers.postgres.create_database("modest")
        assert (
            await fetch(url, "SELECT rolsuper FROM pg_roles WHERE rolname = 'modest'")
            is False
        )
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(url, "SELECT pg_read_file('/etc/hostname')")

    async def test_copy_of_a_template_holds_its_tables(
        self, local_servers: LocalServers
    ) -> None:
        template = await local_servers.postgres.create_database("pattern")
        await fetch(template, "CREATE TABLE IF NOT EXISTS shapes (id int)")
        copy = await local_servers.postgres.create_database(
            "pattern_copy", template="pattern"
        )
        assert await fetch(copy, "SELECT count(*) FROM shapes") == 0
        await local_servers.postgres.drop_database("pattern_copy")
        with pytest.raises(asyncpg.InvalidCatalogNameError):
            await fetch(copy, "SELECT 1")

    async def test_text_sorts_by_code_point(self, local_servers: LocalServers) -> None:
        url = await local_servers.postgres.create_database("sorting")
        query = (
            "SELECT string_agg(t, '' ORDER BY t) FROM unnest('{b,a,B,é,z}'::text[]) t"
        )
        assert await fetch(url, query) == "Babzé"


class TestAccess:
    async def test_wrong_password_is_refused(self, local_servers: LocalServers) -> None:
        url = local_servers.postgres.superuser_url.replace("postgres:", "postgres:x", 1)
        with pytest.raises(asyncpg.InvalidPasswordError):
            await fetch(url, "SELECT 1")

    async def test_redis_without_password_is_refused(
        self, local_servers: LocalServers
    ) -> None:
        client = redis.Redis(port=local_servers.redis.port)
        with pytest.raises(redis.AuthenticationError):
            await client.ping()
        await client.aclose()

    def test_secrets_are_for_the_owner_only(self, local_servers: LocalServers) -> None:
        files = list((local_servers.home.root / "secrets").iterdir())
        assert files
        assert set(map(mode_of, files)) == {0o600}

    def test_no_secret_shows_in_a_command_line(
        self, local_servers: LocalServers
    ) -> None:
        secrets = [
            path.read_text().strip()
            for path in (local_servers.home.root / "secrets").iterdir()
        ]
        for pid in pids(local_servers):
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
            assert not any(secret in command for secret in secrets)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can change its user")
class TestRoot:
    async def test_servers_run_as_another_user(
        self, local_servers: LocalServers
    ) -> None:
        assert 0 not in {owner_of(Path(f"/proc/{pid}")) for pid in pids(local_servers)}

    async def test_open_parents_leave_the_servers_no_privilege(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            open_to_all(Path(folder))
            async with LocalServers(Path(folder) / "home", durable=False) as servers:
                assert {capabilities(pid) for pid in pids(servers)} == {0}

    async def test_closed_parents_are_passed_and_stay_closed(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with LocalServers(Path(folder) / "home", durable=False) as servers:
                # One bit: the right to read and to pass, or where that may not be
                # given on, the right to write as well.
                assert {capabilities(pid) for pid in pids(servers)} <= {1 << 2, 1 << 1}
                assert await fetch(servers.postgres.superuser_url, "SELECT 1") == 1
            assert mode_of(Path(folder)) == 0o700


class TestFaults:
    async def test_data_and_port_outlive_stop_and_kill(self, tmp_path: Path) -> None:
        async with LocalServers(tmp_path / "home") as servers:
            url = await servers.postgres.create_database("kept")
            await fetch(url, "CREATE TABLE things (id int)")
            await servers.postgres.kill()
            with pytest.raises(OSError, match=r"refused|Connect call failed"):
                await fetch(url, "SELECT 1")
            await servers.postgres.start()
            await fetch(url, "INSERT INTO things VALUES (1)")
            await servers.postgres.stop()
            await servers.postgres.start()
            assert await fetch(url, "SELECT count(*) FROM things") == 1

    async def test_redis_forgets_all_when_killed(self, tmp_path: Path) -> None:
        async with LocalServers(tmp_path / "home", durable=False) as servers:
            client = redis.Redis.from_url(servers.redis_url)
            await client.set("key", "value")
            await servers.redis.kill()
            await servers.redis.start()
            assert await client.get("key") is None
            await client.aclose()

    async def test_second_start_finds_the_data(self, tmp_path: Path) -> None:
        async with LocalServers(tmp_path / "home") as servers:
            url = await servers.postgres.create_database("kept")
            await fetch(url, "CREATE TABLE things AS SELECT 7 AS id")
        async with LocalServers(tmp_path / "home") as servers:
            url = servers.postgres.database_url("kept")
            assert await fetch(url, "SELECT id FROM things") == 7

    async def test_session_with_open_transaction_does_not_delay_stop(
        self, tmp_path: Path
    ) -> None:
        async with LocalServers(tmp_path / "home", durable=False) as servers:
            connection = await asyncpg.connect(servers.postgres.superuser_url)
            await connection.execute("BEGIN")
            await asyncio.wait_for(servers.postgres.stop(), 5)
            connection.terminate()


class TestRefusal:
    async def test_second_user_of_a_home_is_told(self, tmp_path: Path) -> None:
        async with LocalServers(tmp_path / "home", durable=False):
            with pytest.raises(CannotStart, match=f"already runs .*pid {os.getpid()}"):
                await LocalServers(tmp_path / "home").__aenter__()

    async def test_damaged_data_are_told_and_left_alone(self, tmp_path: Path) -> None:
        async with LocalServers(tmp_path / "home", durable=False):
            pass
        control = tmp_path / "home/postgres/data/global/pg_control"
        control.write_bytes(b"x" * control.stat().st_size)
        with pytest.raises(CannotStart, match=r"seems to be damaged.*backup"):
            await LocalServers(tmp_path / "home").__aenter__()
        assert control.read_bytes().startswith(b"xxx")

    async def test_folder_that_is_no_cluster_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "home/postgres/data").mkdir(parents=True)
        with pytest.raises(CannotStart, match="PG_VERSION cannot be read"):
            await LocalServers(tmp_path / "home").__aenter__()

    async def test_data_of_another_version_are_told(self, tmp_path: Path) -> None:
        data = tmp_path / "home/postgres/data"
        data.mkdir(parents=True)
        (data / "PG_VERSION").write_text("15\n")
        with pytest.raises(CannotStart, match="written by PostgreSQL 15"):
            await LocalServers(tmp_path / "home").__aenter__()

    async def test_secrets_of_another_installation_are_told(
        self, tmp_path: Path
    ) -> None:
        async with LocalServers(tmp_path / "home", durable=False):
            pass
        (tmp_path / "home/secrets/postgres_superuser").write_text("other\n")
        with pytest.raises(CannotStart, match="not of the same installation"):
            await LocalServers(tmp_path / "home").__aenter__()

    async def test_stale_lock_file_does_not_hinder_a_start(
        self, tmp_path: Path
    ) -> None:
        async with LocalServers(tmp_path / "home", durable=False):
            pass
        # The pid is that of a living process which is no PostgreSQL.
        stale = tmp_path / "home/postgres/data/postmaster.pid"
        stale.write_text(f"{os.getpid()}\n{stale.parent}\n1700000000\n5432\n\n\n")
        async with LocalServers(tmp_path / "home", durable=False) as servers:
            assert await fetch(servers.postgres.superuser_url, "SELECT 1") == 1

    async def test_missing_programs_are_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(CannotStart, match=r"No Redis was found.*REDIS_URL"):
            await LocalServers(tmp_path / "home").__aenter__()

import json
import os
import socket
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from deploy.local.errors import CannotStart
from deploy.local.local_system import LocalSystem
from deploy.local.readiness import fetch_readiness
from deploy.local.system import Addresses, SystemMap
from tests.deploy.dummy_programs import (
    SLEEPER,
    build_dummy_system,
    program,
)
from tests.deploy.waiting import is_running, wait_until


def build_broken_system(
    addresses: Addresses, settings: Mapping[str, str], folder: Path
) -> SystemMap:
    """Its service finds its settings wrong."""
    broken = program("broken", "raise SystemExit('COLOUR: must be red')")
    return SystemMap(migration=None, processes=(broken, program("other", SLEEPER)))


def build_unmigratable_system(
    addresses: Addresses, settings: Mapping[str, str], folder: Path
) -> SystemMap:
    """Its migration fails."""
    return SystemMap(
        migration=program("migrations", "raise SystemExit('garden has no gate')"),
        processes=(program("other", SLEEPER),),
    )


@pytest.fixture(scope="module")
async def system(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[LocalSystem]:
    home = tmp_path_factory.mktemp("system") / "home"
    async with LocalSystem(home, build_map=build_dummy_system, durable=False) as system:
        yield system


def read_list(system: LocalSystem) -> dict[str, dict[str, int]]:
    document = (system.home.run_folder / "processes.json").read_text()
    return {entry["name"]: entry for entry in json.loads(document)["processes"]}


class TestRunning:
    async def test_door_is_open_when_the_start_is_over(
        self, system: LocalSystem
    ) -> None:
        port = int(system.public_url.rpartition(":")[2])
        assert await fetch_readiness("127.0.0.1", port) == (True, "ok")

    async def test_list_names_every_process_by_its_pid(
        self, system: LocalSystem
    ) -> None:
        entries = read_list(system)
        assert entries.keys() == {"postgres", "redis", "gateway", "worker", "deaf"}
        for name, entry in entries.items():
            assert entry["pid"] == system.process(name).pid
            assert is_running(entry["pid"])

    async def test_killed_process_comes_back_and_is_listed(
        self, system: LocalSystem
    ) -> None:
        before = system.process("worker").pid
        system.kill("worker")
        await wait_until(lambda: system.process("worker").pid not in {None, before})
        assert read_list(system)["worker"]["pid"] == system.process("worker").pid

    async def test_killed_postgres_comes_back_on_its_port(
        self, system: LocalSystem
    ) -> None:
        assert system.postgres is not None
        starts = system.process("postgres").starts
        system.kill("postgres")
        await wait_until(lambda: system.process("postgres").starts > starts)
        await system.postgres.wait_ready()

    async def test_each_service_has_a_database_that_others_cannot_enter(
        self, system: LocalSystem
    ) -> None:
        databases = {url.rpartition("/")[2] for url in system.database_urls.values()}
        passwords = {url.split("@")[0] for url in system.database_urls.values()}
        assert len(databases) == len(passwords) == 6

    async def test_secret_key_is_made_for_the_owner_only(
        self, system: LocalSystem
    ) -> None:
        path = system.home.root / "secret_key"
        assert len(path.read_text().strip()) >= 43
        assert path.stat().st_mode & 0o777 == 0o600


class TestRefusal:
    async def test_second_system_in_one_home_is_refused(
        self, system: LocalSystem
    ) -> None:
        second = LocalSystem(system.home.root, build_map=build_dummy_system)
        with pytest.raises(CannotStart) as refusal:
            await second.start()
        assert f"pid {os.getpid()}" in str(refusal.value)
        assert system.public_url in str(refusal.value)

    async def test_taken_port_is_told_with_who_and_another(
        self, tmp_path: Path
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            system = LocalSystem(tmp_path / "home", environment={"PORT": str(port)})
            with pytest.raises(CannotStart) as refusal:
                await system.start()
        message = str(refusal.value)
        assert f"Port {port} on 127.0.0.1 is taken by" in message
        assert f"(pid {os.getpid()})" in message
        assert f"PORT={port + 10} make run" in message

    @pytest.mark.parametrize(
        ("settings", "told"),
        [
            ({"PORT": "http"}, "PORT=http is no port"),
            ({"PORT": "70000"}, "PORT=70000 is no port"),
            ({"INTERNAL_PORT": "no"}, "INTERNAL_PORT=no is no port"),
            ({"PORT": "8000", "BIND": "192.0.2.1"}, "no address of this machine"),
        ],
    )
    async def test_wrong_address_is_told(
        self, tmp_path: Path, settings: dict[str, str], told: str
    ) -> None:
        system = LocalSystem(tmp_path / "home", environment=settings)
        with pytest.raises(CannotStart, match=told):
            await system.start()

    async def test_service_that_cannot_start_ends_the_start(
        self, tmp_path: Path
    ) -> None:
        system = LocalSystem(
            tmp_path / "home", build_map=build_broken_system, durable=False
        )
        with pytest.raises(CannotStart, match="broken cannot start") as refusal:
            await system.start()
        assert "COLOUR: must be red" in str(refusal.value)
        assert not (system.home.run_folder / "processes.json").exists()

    async def test_migration_that_fails_ends_the_start(self, tmp_path: Path) -> None:
        system = LocalSystem(
            tmp_path / "home", build_map=build_unmigratable_system, durable=False
        )
        with pytest.raises(CannotStart, match="garden has no gate"):
            await system.start()

    async def test_home_that_is_a_file_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "home").write_text("")
        with pytest.raises(CannotStart, match="POSTSCOPE_HOME"):
            await LocalSystem(tmp_path / "home").start()

    async def test_start_after_a_refused_one_succeeds(self, tmp_path: Path) -> None:
        broken = LocalSystem(
            tmp_path / "home", build_map=build_broken_system, durable=False
        )
        with pytest.raises(CannotStart):
            await broken.start()
        async with LocalSystem(
            tmp_path / "home", build_map=build_dummy_system, durable=False
        ) as system:
            assert system.process("gateway").pid


class TestGivenServers:
    async def test_given_urls_start_no_embedded_server(self, tmp_path: Path) -> None:
        seen: list[Addresses] = []

        def build(
            addresses: Addresses, settings: Mapping[str, str], folder: Path
        ) -> SystemMap:
            seen.append(addresses)
            assert settings["DATABASE_URL"] == "postgresql://db.invalid/one"
            return build_dummy_system(addresses, settings, folder)

        environment = {
            "DATABASE_URL": "postgresql://db.invalid/one",
            "REDIS_URL": "redis://redis.invalid/0",
        }
        async with LocalSystem(
            tmp_path / "home", environment=environment, build_map=build
        ) as system:
            assert read_list(system).keys() == {"gateway", "worker", "deaf"}
        assert seen[0].redis_url == "redis://redis.invalid/0"
        assert not seen[0].database_urls
        assert not (tmp_path / "home/postgres").exists()

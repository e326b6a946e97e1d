import json
import os
from pathlib import Path

import pytest

from deploy.local.process_spec import StopStage
from deploy.local.system import (
    SERVICES,
    Addresses,
    build_system,
    find_given_url,
    list_workers,
    machine_environment,
)

ADDRESSES = Addresses(
    bind="127.0.0.1",
    public_port=8000,
    internal_port=15001,
    service_ports={name: 15002 + index for index, name in enumerate(SERVICES)},
    worker_ports={
        name: 15052 + index
        for index, name in enumerate(
            name for service in SERVICES for name in list_workers(service)
        )
    },
    database_urls={name: f"postgresql://{name}@db/{name}" for name in SERVICES},
    redis_url="redis://:word@127.0.0.1:15100/0",
)


class TestBuildSystem:
    def test_gateway_and_two_processes_for_each_service_and_one_for_speech(
        self,
    ) -> None:
        system = build_system(ADDRESSES, {}, Path("/"))
        names = [spec.name for spec in system.processes]
        assert names[0] == "gateway"
        workers = [f"{service}-worker" for service in SERVICES]
        assert sorted(names[1:]) == sorted([*SERVICES, *workers, "social-speech"])
        ports = [spec.port for spec in system.processes]
        assert len(set(ports)) == len(ports)

    def test_each_process_sees_its_own_database_alone(self) -> None:
        system = build_system(ADDRESSES, {}, Path("/"))
        for spec in system.processes[1:]:
            service = spec.name.partition("-")[0]
            seen = {k: v for k, v in spec.environment.items() if "DATABASE" in k}
            expected = ADDRESSES.database_urls[service]
            assert seen == {f"DATABASE_URL_{service.upper()}": expected}

    def test_gateway_sees_no_database_and_every_service(self) -> None:
        settings = {"DATABASE_URL": "postgresql://one", "SUPABASE_DB_URL": "x"}
        gateway = build_system(ADDRESSES, settings, Path("/")).processes[0]
        assert not [name for name in gateway.environment if "DATABASE" in name]
        assert gateway.environment["UPSTREAM_AUTH"] == "http://127.0.0.1:15002"
        assert gateway.environment["PORT"] == "8000"
        assert gateway.stop_stage is StopStage.DOOR

    @pytest.mark.parametrize(
        ("settings", "url"),
        [
            ({}, "http://127.0.0.1:8000"),
            ({"PUBLIC_URL": "https://postscope.example"}, "https://postscope.example"),
        ],
    )
    def test_links_in_mails_lead_to_where_people_come_in(
        self, settings: dict[str, str], url: str
    ) -> None:
        system = build_system(ADDRESSES, settings, Path("/"))
        assert {spec.environment["PUBLIC_URL"] for spec in system.processes} == {url}

    def test_given_url_of_a_service_wins(self) -> None:
        settings = {"DATABASE_URL_AUTH": "postgresql://given/auth"}
        system = build_system(ADDRESSES, settings, Path("/"))
        urls = {
            spec.name: spec.environment.get("DATABASE_URL_AUTH")
            for spec in system.processes
        }
        assert urls["auth"] == urls["auth-worker"] == "postgresql://given/auth"
        assert urls["billing"] is None

    def test_one_url_for_all_is_passed_through(self) -> None:
        settings = {"SUPABASE_DB_URL": "postgresql://one/all"}
        alone = Addresses(**{**vars(ADDRESSES), "database_urls": {}})
        system = build_system(alone, settings, Path("/"))
        for spec in system.processes[1:]:
            assert spec.environment["DATABASE_URL"] == "postgresql://one/all"

    def test_migration_sees_all_databases(self) -> None:
        migration = build_system(ADDRESSES, {}, Path("/")).migration
        assert migration is not None
        seen = {name for name in migration.environment if "DATABASE" in name}
        assert seen == {f"DATABASE_URL_{service.upper()}" for service in SERVICES}
        assert migration.command[-len(SERVICES) :] == SERVICES

    def test_no_secret_stands_in_a_command_or_a_description(self) -> None:
        system = build_system(ADDRESSES, {"SECRET_KEY": "hush"}, Path("/"))
        described = repr(system)
        assert "hush" not in described
        assert ADDRESSES.redis_url not in described


class TestFindGivenUrl:
    @pytest.mark.parametrize(
        ("settings", "url"),
        [
            ({}, None),
            ({"DATABASE_URL_AUTH": "own", "DATABASE_URL": "all"}, "own"),
            ({"DATABASE_URL": "all", "SUPABASE_DB_URL": "supabase"}, "all"),
            ({"SUPABASE_DB_URL": "supabase"}, "supabase"),
            ({"DATABASE_URL_BILLING": "other"}, None),
            ({"DATABASE_URL": ""}, None),
        ],
    )
    def test_own_url_comes_before_the_shared_one(
        self, settings: dict[str, str], url: str | None
    ) -> None:
        assert find_given_url(settings, "auth") == url


class TestMachineEnvironment:
    def test_only_what_every_program_needs_is_passed_on(self) -> None:
        environment = machine_environment(
            {"PATH": "/bin", "DATABASE_URL": "x", "AWS_SECRET": "y"}
        )
        assert environment["PATH"] == "/bin"
        assert not {"DATABASE_URL", "AWS_SECRET"} & environment.keys()

    def test_compiled_files_have_a_place_where_they_are_unwanted(self) -> None:
        kept = machine_environment({"PYTHONDONTWRITEBYTECODE": "1"})
        assert "PYTHONDONTWRITEBYTECODE" not in kept
        assert Path(kept["PYTHONPYCACHEPREFIX"]).is_absolute()
        assert "PYTHONPYCACHEPREFIX" not in machine_environment({})

    def test_result_can_be_given_to_a_process(self) -> None:
        assert json.dumps(machine_environment(os.environ))

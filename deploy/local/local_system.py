"""The whole system on this machine, for `make run` and for tests."""

import asyncio
import os
import time
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from deploy.local.errors import CannotStart
from deploy.local.home import Home
from deploy.local.instance import InstanceLock
from deploy.local.log import FileLog, Log
from deploy.local.ports import LOOPBACK, PortReservation
from deploy.local.postgres import PostgresServer
from deploy.local.process import ManagedProcess, describe_exit
from deploy.local.process_spec import ProcessSpec
from deploy.local.public_port import choose_public_port, parse_port, reachable_address
from deploy.local.readiness import fetch_readiness
from deploy.local.redis import RedisServer
from deploy.local.supervisor import Supervisor
from deploy.local.system import (
    SERVICES,
    Addresses,
    MapBuilder,
    build_system,
    find_given_url,
    list_workers,
    machine_environment,
)

_READY_TIMEOUT_SECONDS = 180.0
_POLL_SECONDS = 0.1
_TOLD_LINES = 12
_OWN_NAME = "supervisor"


class LocalSystem:
    """Servers, services, workers and gateway, from `start` to `stop`, or `async with`.

    `environment` holds the settings (PORT, BIND, DATABASE_URL, ... as in `.env`); of
    the machine's environment nothing else is passed on. PORT=0, the default here, is
    any free port. What dies is started again; what was stopped stays stopped. All
    methods run on the loop, and in the thread, that called `start`."""

    def __init__(
        self,
        home: Path,
        *,
        environment: Mapping[str, str] | None = None,
        services: Sequence[str] = SERVICES,
        build_map: MapBuilder = build_system,
        folder: Path | None = None,
        log: Log | None = None,
        durable: bool = True,
    ) -> None:
        self.home = Home(home)
        self.settings = {k: v for k, v in (environment or {}).items() if v}
        self._services = tuple(services)
        self._build_map = build_map
        self._folder = folder or self.home.root
        self._log = log
        self._durable = durable
        self._ports = PortReservation()
        self._lock = InstanceLock(self.home.run_folder / "lock")
        self._supervisor: Supervisor | None = None
        self._is_started = False
        self._host = LOOPBACK
        self._public_port = 0
        self.public_url = ""
        self.internal_url = ""
        self.redis_url = ""
        self.database_urls: dict[str, str] = {}
        self.postgres: PostgresServer | None = None
        self.redis: RedisServer | None = None

    async def start(self) -> None:
        """Starts everything and waits until the gateway says that all is ready.

        Raises CannotStart, saying what to do; then nothing is left running."""
        self.home.create()
        await self._lock.acquire()
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stops the gateway, then services and workers, then Redis, then PostgreSQL."""
        if self._supervisor is not None:
            await self._supervisor.close()
            self._supervisor = None
        self._ports.close()
        self._lock.release()

    async def end_now(self) -> None:
        """The same in a hurry: no process gets time to finish what it does."""
        if self._supervisor is not None:
            await self._supervisor.end_now()

    async def wait_ready(self, timeout_seconds: float = _READY_TIMEOUT_SECONDS) -> None:
        """Waits until the gateway's `/health/ready` answers 200. Raises CannotStart."""
        deadline = time.monotonic() + timeout_seconds
        while True:
            is_ready, said = await fetch_readiness(self._host, self._public_port)
            if is_ready:
                return
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"Postscope is not ready after {timeout_seconds:.0f} s. The gateway"
                    f" at {self.public_url}/health/ready says: {said}"
                )
            self._refuse_early_death()
            await asyncio.sleep(_POLL_SECONDS)

    def process(self, name: str) -> ManagedProcess:
        """A process by name (`gateway`, `analysis`, `analysis-worker`, `postgres`,
        `redis`): its pid, its starts, and `kill`, `stop`, `start` for it alone."""
        return self._running.processes[name]

    def kill(self, name: str) -> None:
        """`kill -9` of one process, which is started again after 0.2 s."""
        self.process(name).kill()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    def _running(self) -> Supervisor:
        if self._supervisor is None:
            msg = "the system is not running"
            raise RuntimeError(msg)
        return self._supervisor

    async def _start(self) -> None:
        bind, self._public_port = choose_public_port(self.settings, self._ports)
        self._host = reachable_address(bind)
        self.public_url = f"http://{self._host}:{self._public_port}"
        self._lock.announce(self.public_url)
        self._supervisor = Supervisor(
            self.home,
            self._log or FileLog(self.home.log_folder),
            lock_descriptor=self._lock.descriptor,
        )
        await self._supervisor.open()
        if self.settings.get("ENVIRONMENT") != "production":
            self.home.secret_key()
        await _all_or_none(self._start_postgres(), self._start_redis())
        self._supervisor.line(_OWN_NAME, "PostgreSQL and Redis answer")
        system = self._build_map(
            self._addresses(bind), self._environment(), self._folder
        )
        if system.migration is not None:
            await self._migrate(system.migration)
            self._supervisor.line(_OWN_NAME, "the databases are up to date")
        processes = [self._supervisor.add(spec) for spec in system.processes]
        await asyncio.gather(*(process.start() for process in processes))
        self._supervisor.line(_OWN_NAME, f"{len(processes)} processes are starting")
        self._supervisor.describe(
            public_url=self.public_url, internal_url=self.internal_url
        )
        await self.wait_ready()
        self._is_started = True

    def _addresses(self, bind: str) -> Addresses:
        given = parse_port("INTERNAL_PORT", self.settings.get("INTERNAL_PORT", "0"))
        internal_port = given or self._ports.take()
        self.internal_url = f"http://{LOOPBACK}:{internal_port}"
        return Addresses(
            bind=bind,
            public_port=self._public_port,
            internal_port=internal_port,
            service_ports={service: self._ports.take() for service in self._services},
            worker_ports={
                name: self._ports.take()
                for service in self._services
                for name in list_workers(service)
            },
            database_urls=self.database_urls,
            redis_url=self.redis_url,
        )

    def _environment(self) -> dict[str, str]:
        environment = machine_environment(os.environ) | self.settings
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        return environment | {"POSTSCOPE_HOME": str(self.home.root)}

    async def _start_postgres(self) -> None:
        """Starts the embedded server, if any service has no URL of its own given."""
        embedded = [
            service
            for service in self._services
            if find_given_url(self.settings, service) is None
        ]
        if not embedded:
            return
        self.postgres = PostgresServer(
            self.home, self._running, self._ports.take(), durable=self._durable
        )
        await self.postgres.start()
        urls = await self.postgres.create_databases(map(database_name, embedded))
        self.database_urls = {name: urls[database_name(name)] for name in embedded}

    async def _start_redis(self) -> None:
        self.redis_url = self.settings.get("REDIS_URL", "")
        if not self.redis_url:
            self.redis = RedisServer(self.home, self._running, self._ports.take())
            await self.redis.start()
            self.redis_url = self.redis.url

    async def _migrate(self, spec: ProcessSpec) -> None:
        migrations = await self._running.run(spec)
        if migrations.exit_code != 0:
            raise CannotStart(
                f"{_last_words(migrations)} Nothing else was started. With"
                " LOG_LEVEL=DEBUG the whole error is shown."
            )

    def _refuse_early_death(self) -> None:
        """During the start only: what dies now will hardly live later."""
        if self._is_started:
            return
        for process in self._running.processes.values():
            if process.exits:
                raise CannotStart(
                    f"{process.name} cannot start"
                    f" ({describe_exit(process.exit_code)}): {_last_words(process)}"
                )


async def _all_or_none(*parts: Coroutine[Any, Any, None]) -> None:
    """Runs them together; when one fails, or we are cancelled, none is left running."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def database_name(service: str) -> str:
    """The embedded database of a service, which is also the name of its role."""
    return f"postscope_{service}"


def _last_words(process: ManagedProcess) -> str:
    """What a process said last; of a traceback only what went wrong, not where."""
    lines = [line for line in process.last_lines if line.strip()]
    if any(line.startswith("Traceback ") for line in lines):
        inner = [index for index, line in enumerate(lines) if line.startswith(" ")]
        lines = lines[max(inner, default=-1) + 1 :]
    return "\n".join(lines[-_TOLD_LINES:]) or "it said nothing."

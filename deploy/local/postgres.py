"""The embedded PostgreSQL: a real server, made, started and stopped by us."""

import asyncio
import os
import re
import signal
import time
from collections.abc import Iterable
from dataclasses import replace

from deploy.local.account import find_server_account
from deploy.local.databases import (
    DatabaseCatalogue,
    WrongPassword,
    connection_url,
    is_answering,
)
from deploy.local.errors import CannotStart
from deploy.local.home import Home
from deploy.local.ports import LOOPBACK
from deploy.local.postgres_data import (
    SUPERUSER,
    check_version,
    end_stale_server,
    explain_failure,
    find_binary,
    initdb_arguments,
    is_accepting,
    prepare_folder,
    write_password_file,
)
from deploy.local.process import ManagedProcess
from deploy.local.process_spec import ProcessSpec, StopStage
from deploy.local.supervisor import Supervisor

_READY_TIMEOUT_SECONDS = 300.0
_POLL_SECONDS = 0.03
_PASSWORD_SECRET = "postgres_superuser"  # noqa: S105  (the name of one)
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "jit": "off",
    "logging_collector": "off",
    "log_destination": "stderr",
    # Errors of statements are told to who sent them; here only the server's own.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
    "log_line_prefix": "%q%d ",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# A start and a stop as they should be.
_NOISE = re.compile(
    r"LOG:  (starting PostgreSQL|listening on|database system (was shut down at|is)"
    r"|received fast|aborting any active|background worker|shutting down)"
)
# For tests: nothing survives a power cut, and nothing waits for the disk.
_NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "2GB",
    "autovacuum_naptime": "5min",
}


class PostgresServer:
    """One cluster under `home`, on a port of the loopback.

    `durable=False` is for tests alone. The superuser's password and those of the
    databases' roles are secrets of the home."""

    def __init__(
        self,
        home: Home,
        supervisor: Supervisor,
        port: int,
        *,
        durable: bool = True,
        restart: bool = True,
    ) -> None:
        self.port = port
        self._home = home
        self._supervisor = supervisor
        self._durable = durable
        self._restart = restart
        self._data_folder = home.postgres_folder / "data"
        self._process: ManagedProcess | None = None

    @property
    def superuser_url(self) -> str:
        """Where the maintenance database is reached, as the superuser."""
        password = self._home.secret(_PASSWORD_SECRET)
        return connection_url(self.port, "postgres", SUPERUSER, password)

    def database_url(self, name: str, *, owner: str | None = None) -> str:
        """The address of database `name` for the role that owns it."""
        role = owner or name
        return connection_url(self.port, name, role, self._password(role))

    async def start(self) -> None:
        """Makes the cluster if there is none, starts it, waits until it answers.

        Raises CannotStart, which says what to do."""
        if self._process is None:
            spec = self._specification()
            if not self._data_folder.exists():
                await self._create_cluster(spec)
            check_version(self._data_folder)
            self._process = self._supervisor.add(spec, restart=self._restart)
        exits = self._process.exits
        await self._process.start()
        await self._wait_ready(self._process, exits)

    async def stop(self) -> None:
        """Ends all sessions and shuts down cleanly; the port and the data stay."""
        if self._process is not None:
            await self._process.stop()

    async def kill(self) -> None:
        """`kill -9`. Under a restarting supervisor it comes back by itself."""
        if self._process is not None:
            self._process.kill(signal.SIGKILL)
            if not self._restart:
                await self._process.wait()

    async def wait_ready(self) -> None:
        """Waits until it answers, over restarts. Raises CannotStart after 300 s."""
        await self._wait_ready(self._process, exits=None)

    async def create_database(self, name: str, *, template: str | None = None) -> str:
        """Makes database `name` and a role of that name that owns it; returns its URL.

        Both may exist already. With `template` it is a copy of that database and
        belongs to that one's role, which must own the tables in it."""
        owner = template or name
        async with DatabaseCatalogue.open(self.superuser_url) as catalogue:
            if template is None:
                await catalogue.ensure_role(name, self._password(name))
            await catalogue.ensure_database(name, owner=owner, template=template)
        return self.database_url(name, owner=owner)

    async def create_databases(self, names: Iterable[str]) -> dict[str, str]:
        """A database and a role for each name; returns their URLs by name."""
        urls = {}
        async with DatabaseCatalogue.open(self.superuser_url) as catalogue:
            await catalogue.close_to_public()
            for name in names:
                await catalogue.ensure_role(name, self._password(name))
                await catalogue.ensure_database(name, owner=name)
                urls[name] = self.database_url(name)
        return urls

    async def drop_database(self, name: str) -> None:
        """Ends all sessions of database `name` and removes it; its role stays."""
        async with DatabaseCatalogue.open(self.superuser_url) as catalogue:
            await catalogue.drop_database(name)

    def _password(self, role: str) -> str:
        return self._home.secret(f"postgres_{role}")

    async def _create_cluster(self, server: ProcessSpec) -> None:
        folder, account = self._home.postgres_folder, server.account
        prepare_folder(folder, account)
        password = self._home.secret(_PASSWORD_SECRET)
        password_file = write_password_file(folder, account, password)
        # Under another name until it is complete: half a cluster is none.
        unfinished = folder / "data.unfinished"
        command = initdb_arguments(unfinished, password_file)
        initdb = replace(
            server,
            name="initdb",
            command=(*command, *(() if self._durable else ("--no-sync",))),
            folder=folder,
            before_start=None,
            noise=re.compile(""),
        )
        try:
            result = await self._supervisor.run(initdb)
        finally:
            password_file.unlink(missing_ok=True)
        if result.exit_code != 0:
            raise explain_failure(self._data_folder, result.last_lines)
        unfinished.rename(self._data_folder)

    def _specification(self) -> ProcessSpec:
        settings = _SETTINGS | {"port": str(self.port)}
        if not self._durable:
            settings |= _NOT_DURABLE
        options = [f"--{name}={value}" for name, value in settings.items()]
        folder = self._home.postgres_folder
        account = find_server_account(folder)
        prepare_folder(folder, account)
        return ProcessSpec(
            name="postgres",
            command=(
                str(find_binary("postgres")),
                f"-D{self._data_folder}",
                *options,
            ),
            environment={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            stop_stage=StopStage.DATABASE,
            folder=folder,
            account=account,
            port=self.port,
            # Fast: ends the sessions, writes everything down. SIGTERM would wait
            # for the sessions, SIGKILL would leave its children behind.
            gentle_signal=signal.SIGINT,
            hard_signal=signal.SIGQUIT,
            grace_seconds=30.0,
            noise=_NOISE,
            before_start=lambda: end_stale_server(self._data_folder),
        )

    async def _wait_ready(
        self, process: ManagedProcess | None, exits: int | None
    ) -> None:
        deadline = time.monotonic() + _READY_TIMEOUT_SECONDS
        while not await self._answers():
            if process and exits is not None and process.exits > exits:
                await process.stop()
                raise explain_failure(self._data_folder, process.last_lines)
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"PostgreSQL has not answered on {LOOPBACK}:{self.port} for"
                    f" {_READY_TIMEOUT_SECONDS:.0f} s. It may still be repairing its"
                    " data after a crash: see its lines above, and start again."
                )
            await asyncio.sleep(_POLL_SECONDS)

    async def _answers(self) -> bool:
        if not is_accepting(self._data_folder):
            return False
        try:
            return await is_answering(self.superuser_url)
        except WrongPassword as error:
            raise CannotStart(
                f"The password in {self._home.root / 'secrets'} does not open the"
                f" PostgreSQL data in {self._data_folder}: the two are not of the same"
                " installation. Put back the `secrets` folder that belongs to these"
                " data (a backup holds both)."
            ) from error

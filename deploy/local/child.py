"""One running child process: its birth, its words, its end."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, cast

from deploy.local.process_spec import ProcessSpec

_LAUNCHER = Path(__file__).with_name("launch.py")
_LONGEST_LINE_BYTES = 256 * 1024
_LAST_WORDS_SECONDS = 1.0
_POLL_SECONDS = 0.05


class Child:
    """A process started from a ProcessSpec, leader of a session and group of its own.

    Its own session, so that Ctrl-C in the terminal reaches only the supervisor,
    which stops things in order. Create it with `spawn`, then `wait` for its end.

    The kernel ends it when the *thread* that spawned it ends: spawn from the main
    thread, or from one that lives as long as the child should."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._output: asyncio.ReadTransport | None = None
        self._silent: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def spawn(cls, spec: ProcessSpec, on_line: Callable[[str], None]) -> "Child":
        """Starts the process; `on_line` gets each line of its output and errors."""
        process = _popen(spec)
        child = cls(process)
        output, process.stdout = process.stdout, None
        loop = asyncio.get_running_loop()
        child._output, _ = await loop.connect_read_pipe(
            lambda: _LineReader(on_line, child._silent), cast("IO[bytes]", output)
        )
        return child

    @property
    def pid(self) -> int:
        """Its process id, which is also the id of its group."""
        return self._process.pid

    def send_signal(self, number: signal.Signals) -> None:
        """Signals the process alone; nothing happens if it has ended."""
        self._process.send_signal(number)

    async def wait(self) -> int:
        """Waits for its end, ends what it left in its group; returns the exit code.

        Negative = the signal that ended it."""
        await self._wait_until_ended()
        self._kill_group()
        code = self._process.wait()
        # A grandchild in another session may still hold the pipe: not for ever.
        await asyncio.wait([self._silent], timeout=_LAST_WORDS_SECONDS)
        if self._output is not None:
            self._output.close()
        return code

    async def _wait_until_ended(self) -> None:
        try:
            descriptor = os.pidfd_open(self.pid)
        except (AttributeError, OSError):
            while self._process.poll() is None:  # noqa: ASYNC110  (no event to be had)
                await asyncio.sleep(_POLL_SECONDS)
            return
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(descriptor, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(descriptor)
            os.close(descriptor)

    def _kill_group(self) -> None:
        # Before the process is reaped, so that its id still is its group's.
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return


class _LineReader(asyncio.Protocol):
    """Cuts a byte stream into lines; what is longer than 256 KiB is cut."""

    def __init__(
        self, on_line: Callable[[str], None], ended: asyncio.Future[None]
    ) -> None:
        self._on_line = on_line
        self._ended = ended
        self._rest = b""

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._tell(line)
        if len(self._rest) > _LONGEST_LINE_BYTES:
            self._tell(self._rest)
            self._rest = b""

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        if self._rest:
            self._tell(self._rest)
        if not self._ended.done():
            self._ended.set_result(None)

    def _tell(self, line: bytes) -> None:
        self._on_line(line.decode("utf-8", "replace").rstrip("\r"))


def _popen(spec: ProcessSpec) -> subprocess.Popen[bytes]:
    if spec.before_start is not None:
        spec.before_start()
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", str(_LAUNCHER), _plan(spec), *spec.command],
        cwd=spec.folder,
        env=dict(spec.environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        umask=0o077,
    )
    with cast("IO[bytes]", process.stdin) as standard_input:
        try:
            standard_input.write(spec.standard_input)
            standard_input.flush()
        except BrokenPipeError:
            # It ended at once; its exit code tells.
            return process
    return process


def _plan(spec: ProcessSpec) -> str:
    account = spec.account
    return json.dumps(
        {
            "parent": os.getpid(),
            "death_signal": int(spec.gentle_signal),
            "uid": account.uid if account else None,
            "gid": account.gid if account else None,
            "folder": str(spec.folder),
        }
    )

"""All processes of one home: kept running, written down, stopped in order."""

import asyncio
import json
import os
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from deploy.local.home import Home, write_private
from deploy.local.log import Log
from deploy.local.process import ManagedProcess
from deploy.local.process_spec import ProcessSpec
from deploy.local.watchdog import MARK_VARIABLE, end_marked
from deploy.local.watchdog_link import WatchdogLink

_WATCHDOG_CHECK_SECONDS = 1.0


class Supervisor:
    """Starts processes and answers for them until `close`.

    Use it on one event loop, in one thread, under the home's InstanceLock. All
    methods that wait are coroutines; none blocks for more than a moment."""

    def __init__(self, home: Home, log: Log, *, lock_descriptor: int = -1) -> None:
        self._home = home
        self._log = log
        self._mark = str(home.root)
        self._facts: dict[str, object] = {}
        self._is_list_missed = False
        self.processes: dict[str, ManagedProcess] = {}
        self._watchdog = WatchdogLink(self._mark, lock_descriptor)
        self._watching: asyncio.Task[None] | None = None
        self._list_path = home.run_folder / "processes.json"

    async def open(self) -> None:
        """Ends what a killed run has left in this home, and starts the watchdog."""
        if self._list_path.exists():
            end_marked(self._mark)
            self._list_path.unlink()
        self._watchdog.start({})
        self._watching = asyncio.create_task(self._keep_watchdog())

    def add(self, spec: ProcessSpec, *, restart: bool = True) -> ManagedProcess:
        """Takes a process under its care, without starting it."""
        environment = {**spec.environment, MARK_VARIABLE: self._mark}
        process = ManagedProcess(
            replace(spec, environment=environment), self, restart=restart
        )
        self.processes[spec.name] = process
        return process

    async def run(self, spec: ProcessSpec) -> ManagedProcess:
        """Runs a process to its end, once; its exit code and last lines are in it."""
        process = self.add(spec, restart=False)
        try:
            await process.start()
            await process.wait()
        finally:
            await process.stop()
            del self.processes[spec.name]
        return process

    @property
    def watchdog_pid(self) -> int | None:
        """The process that ends the others if we cannot."""
        return self._watchdog.pid

    def describe(self, **facts: object) -> None:
        """Adds facts about the whole system (its addresses) to processes.json."""
        self._facts |= facts
        self._write_list()

    async def stop(self) -> None:
        """Stops all, stage by stage, those of one stage together."""
        await self._for_each_stage(lambda process: process.stop())

    async def end_now(self) -> None:
        """The same without grace, for who cannot wait."""
        await self._for_each_stage(lambda process: process.end_now())

    async def close(self) -> None:
        """Stops what still runs, and leaves no process and no list behind."""
        await self.stop()
        if self._watching is not None:
            self._watching.cancel()
        await asyncio.to_thread(self._watchdog.stop)
        self._list_path.unlink(missing_ok=True)
        self._log.close()

    # What it is told as the observer of its processes.

    def line(self, name: str, text: str) -> None:
        """Passes a line on to the log."""
        self._log.line(name, text)

    def started(self, process: ManagedProcess) -> None:
        """Tells the watchdog, and writes the new pid down."""
        if process.pid is not None:
            self._watchdog.add(process.pid, process.spec)
        self._write_list()

    def ended(self, pid: int) -> None:
        """Tells the watchdog, and strikes the pid from the list."""
        self._watchdog.remove(pid)
        self._write_list()

    async def _keep_watchdog(self) -> None:
        while True:
            await asyncio.sleep(_WATCHDOG_CHECK_SECONDS)
            if self._watchdog.is_alive():
                continue
            every = self.processes.values()
            try:
                self._watchdog.start({one.pid: one.spec for one in every if one.pid})
            except OSError as error:
                self._log.line("supervisor", f"cannot start the watchdog: {error}")
            self._write_list()

    async def _for_each_stage(
        self, end: Callable[[ManagedProcess], Coroutine[Any, Any, None]]
    ) -> None:
        def stage(process: ManagedProcess) -> int:
            return process.spec.stop_stage

        for _, group in groupby(sorted(self.processes.values(), key=stage), key=stage):
            await asyncio.gather(*(end(process) for process in group))

    def _write_list(self) -> None:
        entries = [
            {
                "name": process.name,
                "pid": process.pid,
                "port": process.spec.port,
                "starts": process.starts,
                "last_exit_code": process.exit_code,
            }
            for process in self.processes.values()
        ]
        document = {
            **self._facts,
            "supervisor_pid": os.getpid(),
            "watchdog_pid": self._watchdog.pid,
            "written_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "processes": entries,
        }
        try:
            text = json.dumps(document, indent=2) + "\n"
            write_private(self._list_path, text, durable=False)
        except OSError as error:
            # A full disk: the processes matter more than the list of them.
            if not self._is_list_missed:
                self._log.line("supervisor", f"cannot write {self._list_path}: {error}")
            self._is_list_missed = True
        else:
            self._is_list_missed = False

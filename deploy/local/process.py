"""One process that is to be running: started, watched, started again, stopped."""

import asyncio
import signal
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from deploy.local.child import Child
from deploy.local.process_spec import ProcessSpec

_FIRST_DELAY_SECONDS = 0.2
_LONGEST_DELAY_SECONDS = 5.0
_HEALTHY_SECONDS = 30.0
_REMEMBERED_LINES = 40
_HARD_SECONDS = 5.0


class Observer(Protocol):
    """Is told what a process says and what becomes of it."""

    def line(self, name: str, text: str) -> None:
        """A line of the output of `name`."""

    def started(self, process: "ManagedProcess") -> None:
        """It runs, under a new pid."""

    def ended(self, pid: int) -> None:
        """What ran under `pid` is over."""


class ManagedProcess:
    """Keeps one process running, under whichever pid, from `start` to `stop`.

    `restart=False` starts it once and leaves it dead when it dies. `starts` and
    `exits` count since the beginning; `failures` since the last 30 s of health."""

    def __init__(
        self,
        spec: ProcessSpec,
        observer: Observer,
        *,
        restart: bool,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.spec = spec
        self.starts = 0
        self.exits = 0
        self.failures = 0
        self.exit_code: int | None = None
        self.last_lines: deque[str] = deque(maxlen=_REMEMBERED_LINES)
        self._observer = observer
        self._restart = restart
        self._monotonic = monotonic
        self._child: Child | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    @property
    def name(self) -> str:
        """Its name in logs and in processes.json."""
        return self.spec.name

    @property
    def pid(self) -> int | None:
        """The pid it runs under; None while it does not run."""
        return self._child.pid if self._child else None

    async def start(self) -> None:
        """Starts it, if it does not run. Returns once it has a pid."""
        if self._keeper is not None and not self._keeper.done():
            return
        self._stopping.clear()
        self.failures = 0
        await self._spawn()
        self._keeper = asyncio.create_task(self._keep(), name=f"keep {self.name}")

    async def stop(self) -> None:
        """Asks it to stop, insists after its grace, kills it 5 s later; waits."""
        self._stopping.set()
        await self._end_by(
            (self.spec.gentle_signal, self.spec.grace_seconds),
            (self.spec.hard_signal, _HARD_SECONDS),
        )

    async def end_now(self) -> None:
        """Ends it by its hard signal, without grace; waits."""
        self._stopping.set()
        await self._end_by((self.spec.hard_signal, _HARD_SECONDS))

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Signals it as an operator's `kill` would: unless stopped, it comes back."""
        if self._child is not None:
            self._child.send_signal(number)

    async def wait(self) -> None:
        """Waits until it is over and will not be started again."""
        if self._keeper is not None:
            await asyncio.shield(self._keeper)

    async def _end_by(self, *steps: tuple[signal.Signals, float]) -> None:
        keeper = self._keeper
        if keeper is None:
            return
        for number, seconds in (*steps, (signal.SIGKILL, _HARD_SECONDS)):
            self.kill(number)
            await asyncio.wait([keeper], timeout=seconds)
            if keeper.done():
                break
        # What went wrong in the keeper itself, if anything, is not to be hidden.
        if keeper.done():
            keeper.result()

    async def _spawn(self) -> None:
        self._child = await Child.spawn(self.spec, self._hear)
        self.starts += 1
        self._observer.started(self)
        if self._stopping.is_set():
            self.kill(self.spec.gentle_signal)

    async def _keep(self) -> None:
        while True:
            began = self._monotonic()
            await self._see_out()
            if self._stopping.is_set() or not self._restart:
                return
            if self._monotonic() - began >= _HEALTHY_SECONDS:
                self.failures = 0
            self.failures += 1
            if await self._stopped_within(self._announce_restart()):
                return
            await self._respawn()

    async def _respawn(self) -> None:
        try:
            await self._spawn()
        except OSError as error:
            # Out of memory, processes or disk: counts as a failed start.
            self._hear(f"cannot be started: {error}")

    async def _see_out(self) -> None:
        child = self._child
        if child is None:
            return
        self.exit_code = await child.wait()
        self._child = None
        self.exits += 1
        self._observer.ended(child.pid)

    def _announce_restart(self) -> float:
        delay = restart_delay(self.failures)
        times = f"; {self.failures} times in a row" if self.failures > 1 else ""
        self._observer.line(
            self.name,
            f"ended ({describe_exit(self.exit_code)}{times});"
            f" starting it again in {delay:g} s",
        )
        return delay

    async def _stopped_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _hear(self, text: str) -> None:
        self.last_lines.append(text)
        if self.spec.noise is None or not self.spec.noise.search(text):
            self._observer.line(self.name, text)


def restart_delay(failures: int) -> float:
    """Seconds before the next start after so many failures in a row (1 or more).

    0.2, doubling, at most 5. It never gives up: what was wrong may pass."""
    doublings = min(failures - 1, 10)
    return min(_FIRST_DELAY_SECONDS * 2.0**doublings, _LONGEST_DELAY_SECONDS)


def describe_exit(code: int | None) -> str:
    """An exit code for people: "exit code 1", "killed by SIGKILL"."""
    if code is None:
        return "never started"
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"

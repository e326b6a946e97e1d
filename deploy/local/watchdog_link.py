"""Our end of the pipe to watchdog.py."""

import signal
import subprocess
import sys
from pathlib import Path

from deploy.local.process_spec import ProcessSpec

_WATCHDOG = Path(__file__).with_name("watchdog.py")
_LAST_ROUND_SECONDS = 15.0


class WatchdogLink:
    """Starts the watchdog and tells it what runs.

    It inherits `lock_descriptor`, so that the home stays locked until it is done."""

    def __init__(self, mark: str, lock_descriptor: int) -> None:
        self._mark = mark
        self._lock_descriptor = lock_descriptor
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its process id, once it was started."""
        return self._process.pid if self._process else None

    def is_alive(self) -> bool:
        """Whether it still watches."""
        return self._process is not None and self._process.poll() is None

    def start(self, running: dict[int, ProcessSpec]) -> None:
        """Starts it (again), telling it at once of what runs already."""
        self._close_pipe()
        keep_open = [self._lock_descriptor] if self._lock_descriptor >= 0 else []
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(_WATCHDOG), self._mark],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=keep_open,
        )
        for pid, spec in running.items():
            self.add(pid, spec)

    def add(self, pid: int, spec: ProcessSpec) -> None:
        """Tells it of a process that has been started."""
        self._say(f"+ {pid} {int(spec.gentle_signal)} {int(spec.hard_signal)}")

    def remove(self, pid: int) -> None:
        """Tells it of a process that has ended."""
        self._say(f"- {pid}")

    def stop(self) -> None:
        """Lets it do its last round, which also ends strays of processes now gone."""
        if self._process is None:
            return
        self._close_pipe()
        try:
            self._process.wait(_LAST_ROUND_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def _say(self, text: str) -> None:
        pipe = self._process.stdin if self._process else None
        try:
            if pipe is not None and not pipe.closed:
                pipe.write(f"{text}\n".encode())
                pipe.flush()
        except BrokenPipeError:
            # It is gone; the next start of any process starts it anew.
            return

    def _close_pipe(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

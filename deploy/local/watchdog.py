"""Ends what is left when the supervisor dies without having stopped its children.

Run as `python -I watchdog.py <mark>` by the supervisor, which keeps the only writing
end of this process's standard input and says there what it starts and what has ended:
`+ <pid> <gentle signal> <hard signal>` and `- <pid>`, one per line. The end of the
input is the end of the supervisor, however it died. What then still runs is asked to
stop, after 5 s told to, after 10 s killed, each with its process group; at last,
whatever carries the mark in its environment, whichever group it has moved to."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARK_VARIABLE = "POSTSCOPE_RUN"
_GENTLE_SECONDS = 5.0
_HARD_SECONDS = 5.0


@dataclass(frozen=True)
class _Watched:
    gentle: signal.Signals
    hard: signal.Signals


def main(mark: str) -> None:
    """Watches until the input ends, then leaves nothing behind."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    watched: dict[int, _Watched] = {}
    for line in sys.stdin:
        match line.split():
            case ["+", pid, gentle, hard]:
                signals = signal.Signals(int(gentle)), signal.Signals(int(hard))
                watched[int(pid)] = _Watched(*signals)
            case ["-", pid]:
                watched.pop(int(pid), None)
    _end(watched)
    end_marked(mark)


def end_marked(mark: str) -> list[int]:
    """Kills every process started, directly or not, under `mark`; returns their pids.

    Sees only processes whose environment we may read: our own, or all for root."""
    ended = []
    for pid in _find_marked(mark):
        _send_to_process(pid, signal.SIGKILL)
        ended.append(pid)
    return ended


def _end(watched: dict[int, _Watched]) -> None:
    for pid, signals in watched.items():
        _send_to_process(pid, signals.gentle)
    _wait_for_end(watched, _GENTLE_SECONDS)
    for pid in _still_running(watched):
        _send_to_process(pid, watched[pid].hard)
    _wait_for_end(watched, _HARD_SECONDS)
    for pid in watched:
        _kill_group(pid)


def _wait_for_end(watched: dict[int, _Watched], timeout_seconds: float) -> None:
    deadline = time.monotonic() + timeout_seconds
    while _still_running(watched) and time.monotonic() < deadline:
        time.sleep(0.05)


def _still_running(watched: dict[int, _Watched]) -> list[int]:
    return [pid for pid in watched if _leads_its_group(pid)]


def _leads_its_group(pid: int) -> bool:
    # Each child was made leader of a group of its own: a later process that got
    # the same pid is most likely not.
    try:
        return os.getpgid(pid) == pid and not _is_zombie(pid)
    except ProcessLookupError:
        return False


def _is_zombie(pid: int) -> bool:
    # Dead, but its new parent has not asked how it died; in some containers nobody
    # ever does. The state follows the name, which stands in brackets: proc(5).
    try:
        status = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] == "Z"


def _send_to_process(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _find_marked(mark: str) -> Iterator[int]:
    # Imported late: while all is well this process should weigh little.
    import psutil  # type: ignore[import-untyped]  # noqa: PLC0415

    for process in psutil.process_iter(["environ"]):
        environment = process.info["environ"] or {}
        if environment.get(MARK_VARIABLE) == mark and process.pid != os.getpid():
            yield process.pid


if __name__ == "__main__":
    main(sys.argv[1])

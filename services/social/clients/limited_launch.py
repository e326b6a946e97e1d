"""Turns itself into another program that has limits, and dies with its parent.

Run as `python -I -S limited_launch.py <plan> <command> ...`, the plan being a JSON
object: `parent` (pid), `memory_bytes`, `file_bytes`, `cpu_seconds`. It is a program of
its own because these steps must happen in the child and may not be done between fork
and exec of a process that has threads.

Source: prctl(2), setrlimit(2), Linux man-pages 6.9."""

import ctypes
import json
import os
import resource
import signal
import sys

_PR_SET_PDEATHSIG = 1
_EXIT_CANNOT_EXECUTE = 127


def main(plan: dict[str, int], command: list[str]) -> None:
    """Sets the limits, ties itself to the parent and executes `command`."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != plan["parent"]:
        # It died before the kernel was asked to tell us.
        sys.exit(1)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, plan["file_bytes"])
    _limit(resource.RLIMIT_CPU, plan["cpu_seconds"])
    if sys.platform == "linux":  # elsewhere the kernel does not keep to it
        _limit(resource.RLIMIT_AS, plan["memory_bytes"])
    try:
        os.execvp(command[0], command)  # noqa: S606  (that is what this is for)
    except OSError as error:
        sys.stderr.write(f"cannot execute {command[0]}: {error.strerror}\n")
        sys.exit(_EXIT_CANNOT_EXECUTE)


def _limit(what: int, most: int) -> None:
    """Lowers a limit; one that is lower already stays."""
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2:])

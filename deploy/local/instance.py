"""One running system per home: the lock, and who holds it."""

import asyncio
import fcntl
import json
import os
import time
from pathlib import Path

from deploy.local.errors import CannotStart

# A killed system's watchdog needs at most this long to end what was left.
_LEFTOVERS_TIMEOUT_SECONDS = 20.0


class InstanceLock:
    """Keeps a second system out of the same home; released by the kernel at death.

    The watchdog inherits the descriptor, so the lock is free only when everything
    that belonged to a killed system is gone."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.descriptor = -1

    async def acquire(self) -> None:
        """Takes the lock. Raises CannotStart if another system runs in this home."""
        self.descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + _LEFTOVERS_TIMEOUT_SECONDS
        while not self._try_lock():
            holder = self._read_holder()
            if holder and (is_alive(holder["pid"]) or time.monotonic() > deadline):
                self.release()
                raise CannotStart(
                    f"Postscope already runs here (pid {holder['pid']},"
                    f" {holder['url']}). Use that one, stop it first, or start a"
                    " second one beside it:"
                    " POSTSCOPE_HOME=/another/folder PORT=8010 make run"
                )
            await asyncio.sleep(0.1)
        self.announce("starting")

    def announce(self, url: str) -> None:
        """Writes down who holds the lock, for the message to a second starter."""
        text = json.dumps({"pid": os.getpid(), "url": url})
        os.pwrite(self.descriptor, text.ljust(200).encode(), 0)

    def release(self) -> None:
        """Gives the lock up."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def _try_lock(self) -> bool:
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _read_holder(self) -> dict[str, int] | None:
        # Empty for the instant between another starter's lock and its first word.
        try:
            holder: dict[str, int] = json.loads(os.pread(self.descriptor, 200, 0))
        except ValueError:
            return None
        return holder


def is_alive(pid: int) -> bool:
    """Whether a process has this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

"""Free ports on the loopback, kept free for whoever they were handed to."""

import errno
import random
import socket
import sys

from deploy.local.errors import CannotStart

LOOPBACK = "127.0.0.1"
# Below the range from which systems take the ports of outgoing connections
# (32768 and up on Linux, 49152 elsewhere), so that none of these takes ours.
_LOWEST, _HIGHEST = 15_000, 31_999
_ATTEMPTS = 200


class PortReservation:
    """Holds free ports of 127.0.0.1 until closed.

    On Linux a bound socket that does not listen keeps a port from everyone but
    those who bind with SO_REUSEADDR and listen, as servers do: so a server can be
    stopped, killed and started again without another program taking its port.
    Elsewhere the socket would be in the server's way, and the port is only chosen."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []

    def take(self) -> int:
        """A port that is free now. Raises CannotStart after 200 failed attempts."""
        for _ in range(_ATTEMPTS):
            port = random.randint(_LOWEST, _HIGHEST)  # noqa: S311  (no secret)
            holder = socket.socket()
            try:
                holder.bind((LOOPBACK, port))
            except OSError:
                holder.close()
                continue
            if sys.platform == "linux":
                holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                self._sockets.append(holder)
            else:
                holder.close()
            return port
        raise CannotStart(
            f"No free port was found on {LOOPBACK} between {_LOWEST} and {_HIGHEST}."
            " Something on this machine uses nearly all of them; end it and try again."
        )

    def close(self) -> None:
        """Lets go of all ports."""
        while self._sockets:
            self._sockets.pop().close()


def is_free(address: str, port: int) -> bool:
    """Whether a server could listen there now. Raises OSError for a bad address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen(1)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return False
    return True


def find_free_port(address: str, first: int) -> int:
    """The first free port from `first` on, for a suggestion; `first` if none."""
    candidates = range(first, min(first + 100, 65_536))
    return next((port for port in candidates if is_free(address, port)), first)

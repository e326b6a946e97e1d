"""The one port that people type: chosen by PORT and BIND, checked before the start."""

from collections.abc import Mapping

import psutil  # type: ignore[import-untyped]

from deploy.local.errors import CannotStart
from deploy.local.ports import LOOPBACK, PortReservation, find_free_port, is_free

_HIGHEST_PORT = 65_535


def choose_public_port(
    settings: Mapping[str, str], ports: PortReservation
) -> tuple[str, int]:
    """The address to bind (BIND, 127.0.0.1) and the port (PORT; 0 or none: any).

    Raises CannotStart if nobody can listen there, and says who does."""
    bind = settings.get("BIND", LOOPBACK)
    port = parse_port("PORT", settings.get("PORT", "0"))
    if port == 0:
        return bind, ports.take()
    try:
        if is_free(bind, port):
            return bind, port
    except PermissionError as error:
        raise CannotStart(
            f"Port {port} is reserved for the system's own services. Choose one above"
            " 1023: PORT=8010 make run"
        ) from error
    except OSError as error:
        raise CannotStart(
            f"BIND={bind} is no address of this machine ({error.strerror}). Use"
            " 127.0.0.1 for this machine alone, or 0.0.0.0 for all of its networks."
        ) from error
    free = find_free_port(bind, port + 10 if port + 10 <= _HIGHEST_PORT else 8010)
    raise CannotStart(
        f"Port {port} on {bind} is taken by {_describe_listener(port)}. End that, or"
        f" choose another port: PORT={free} make run"
    )


def reachable_address(bind: str) -> str:
    """The address, as it stands in a URL, under which this machine reaches `bind`."""
    wildcards = {"0.0.0.0": LOOPBACK, "": LOOPBACK, "::": "[::1]"}  # noqa: S104
    if bind in wildcards:
        return wildcards[bind]
    return f"[{bind}]" if ":" in bind else bind


def parse_port(name: str, text: str) -> int:
    """The setting `name` as a port; 0 means any. Raises CannotStart."""
    if text.isdecimal() and int(text) <= _HIGHEST_PORT:
        return int(text)
    raise CannotStart(f"{name}={text} is no port: give a number from 1 to 65535.")


def _describe_listener(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            is_listener = connection.status == psutil.CONN_LISTEN
            if is_listener and connection.laddr.port == port and connection.pid:
                name = psutil.Process(connection.pid).name()
                return f"'{name}' (pid {connection.pid})"
    except (psutil.Error, OSError):
        # Only root may see whose the sockets of others are.
        return "another program"
    return "another program"

"""`make run`: starts Postscope on this machine, and stops it on Ctrl-C or SIGTERM."""

import asyncio
import errno
import signal
import sys
import time

from deploy.local.errors import CannotStart
from deploy.local.given_settings import find_home, read_given_settings
from deploy.local.local_system import LocalSystem
from deploy.local.log import TerminalLog
from deploy.local.process_spec import PROJECT_ROOT
from deploy.local.system import SERVICES, MapBuilder, build_system

_DEFAULT_PORT = "8000"
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(build_map: MapBuilder = build_system, *, durable: bool = True) -> int:
    """Runs until it is told to stop; returns the exit code.

    `build_map` and `durable` are for the tests of this program."""
    began = time.monotonic()
    settings = _read_settings()
    system = LocalSystem(
        find_home(settings),
        environment=settings,
        build_map=build_map,
        folder=PROJECT_ROOT,
        log=TerminalLog(_process_names()),
        durable=durable,
    )
    try:
        return asyncio.run(_run(system, began))
    except CannotStart as error:
        _complain(str(error))
    except OSError as error:
        _complain(_explain(error))
    return 1


async def _run(system: LocalSystem, began: float) -> int:
    stop = _listen_for_stop()
    _say("Postscope starts; Ctrl-C stops it.")
    starting = asyncio.create_task(system.start())
    asked = asyncio.create_task(stop.get())
    await asyncio.wait({starting, asked}, return_when=asyncio.FIRST_COMPLETED)
    if starting.done():
        starting.result()
        _say(_banner(system, time.monotonic() - began))
        await asked
    await _stop(system, starting, stop)
    return 0


async def _stop(
    system: LocalSystem, starting: asyncio.Task[None], stop: asyncio.Queue[None]
) -> None:
    _say("Postscope stops; once more to insist.")
    starting.cancel()
    stopping = asyncio.create_task(_stop_after(system, starting))
    insisted = asyncio.create_task(stop.get())
    await asyncio.wait({stopping, insisted}, return_when=asyncio.FIRST_COMPLETED)
    if not stopping.done():
        await system.end_now()
    insisted.cancel()
    await stopping
    _say("Postscope has stopped.")


async def _stop_after(system: LocalSystem, starting: asyncio.Task[None]) -> None:
    # A start that is broken off stops what it has started by itself.
    await asyncio.gather(starting, return_exceptions=True)
    await system.stop()


def _listen_for_stop() -> asyncio.Queue[None]:
    """One entry for each signal that asks us to stop."""
    asked: asyncio.Queue[None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    for number in _STOP_SIGNALS:
        loop.add_signal_handler(number, asked.put_nowait, None)
    return asked


def _read_settings() -> dict[str, str]:
    settings = {"PORT": _DEFAULT_PORT} | read_given_settings()
    if sys.stdout.isatty():
        settings.setdefault("LOG_FORMAT", "text")
    return settings


def _process_names() -> list[str]:
    workers = [f"{service}-worker" for service in SERVICES]
    return [
        "gateway",
        *SERVICES,
        *workers,
        "postgres",
        "redis",
        "migrations",
        "supervisor",
    ]


def _banner(system: LocalSystem, seconds: float) -> str:
    return (
        f"\n  Postscope is ready: {system.public_url}\n\n"
        f"  Started in {seconds:.1f} s. Its data are in {system.home.root}.\n"
        "  Ctrl-C stops it.\n"
    )


def _say(text: str) -> None:
    try:
        print(text, flush=True)
    except OSError:
        # The terminal is gone, or whoever read us; there is still work to do.
        return


def _explain(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return (
            "Postscope cannot start: the disk is full. Free a few hundred megabytes"
            " where its data lie (POSTSCOPE_HOME, or var/) and start again; what is"
            " stored is not lost by this."
        )
    return f"Postscope cannot start: {error}. Nothing was left running."


def _complain(message: str) -> None:
    sys.stdout.flush()
    print(f"\n{message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

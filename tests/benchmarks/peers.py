"""Programs that the gateway is measured against and with, from Debian's packages."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from deploy.local.apt import can_install, install, run_apt

_START_SECONDS = 15.0
# So that what is measured has a core for itself.
MEASURED_CORE, OTHER_CORE = 0, 1


class ProgramsMissing(Exception):
    """What is measured with is not on this machine; the text says what."""


def need(programs: Sequence[str], *, may_install: bool) -> None:
    """Has the programs, each of a package of its name. Raises ProgramsMissing."""
    missing = _find_missing(programs)
    if missing and may_install and can_install() and run_apt("update"):
        install(*missing)
        missing = _find_missing(programs)
    if missing:
        names = ", ".join(missing)
        raise ProgramsMissing(f"not on this machine: {names} (apt install)")


def _find_missing(programs: Sequence[str]) -> list[str]:
    return [name for name in programs if shutil.which(name) is None]


@asynccontextmanager
async def run_on_core(
    core: int,
    command: Sequence[str],
    *,
    port: int,
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[int]:
    """The id of a program that may use one core, once its port takes connections.

    What it says goes to a file of the folder, as it would in production."""
    name = Path(command[0]).name
    with (folder / f"{name}-{port}.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *("taskset", "-c", str(core), *command),
            env={**os.environ, **(environment or {})},
            cwd=folder,
            stdout=log,
            stderr=log,
        )
        try:
            await _wait_for(port, process)
            yield process.pid
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await process.wait()


async def _wait_for(port: int, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(_START_SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                assert process.returncode is None, "it ended; its log says why"
                await asyncio.sleep(0.05)
                continue
            writer.close()
            await writer.wait_closed()
            return


def nginx_command(folder: Path, name: str, server: str) -> list[str]:
    """nginx with one worker and one `server` block, in the foreground."""
    home = folder / name
    home.mkdir()
    paths = "\n".join(
        f"  {kind}_temp_path {home}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (home / "nginx.conf").write_text(
        f"{user} worker_processes 1; daemon off; pid {home}/pid;\n"
        "error_log stderr crit;\n"
        "events { worker_connections 8192; }\n"
        f"http {{\n  access_log off;\n  keepalive_requests 100000000;\n{paths}\n"
        f"{server}\n}}\n"
    )
    return ["nginx", "-c", str(home / "nginx.conf")]


def service_command(folder: Path, port: int, answers: Mapping[str, str]) -> list[str]:
    """A service as fast as can be: fixed JSON by path."""
    places = "\n".join(
        f"location = {path} {{ return 200 '{body}'; }}"
        for path, body in answers.items()
    )
    return nginx_command(
        folder,
        "service",
        "default_type application/json;"
        f"server {{ listen 127.0.0.1:{port} backlog=4096; {places} }}",
    )


def nginx_proxy_command(folder: Path, port: int, service_port: int) -> list[str]:
    """The limit: a compiled proxy that looks at nothing."""
    return nginx_command(
        folder,
        "proxy",
        f"upstream service {{ server 127.0.0.1:{service_port};"
        " keepalive 128; keepalive_requests 100000000; }"
        f"server {{ listen 127.0.0.1:{port} backlog=4096; location / {{"
        " proxy_pass http://service; proxy_http_version 1.1;"
        ' proxy_set_header Connection ""; } }',
    )


def caddy_command(folder: Path, port: int, service_port: int) -> list[str]:
    """The peer: a proxy of a language with a runtime, which looks at nothing either."""
    file = folder / "Caddyfile"
    file.write_text(
        "{\n  admin off\n  auto_https off\n}\n"
        f"http://127.0.0.1:{port} {{\n  reverse_proxy 127.0.0.1:{service_port} {{\n"
        "    transport http {\n      keepalive_idle_conns_per_host 128\n    }\n  }\n}\n"
    )
    return ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]


def gateway_command() -> list[str]:
    """The gateway as it is run."""
    return [sys.executable, "-m", "deploy.local.start", "gateway.main"]

"""Small programs that stand for services, and a system made of them.

Run as `python -m tests.deploy.dummy_programs` it is `make run`'s program with them."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.local.__main__ import main
from deploy.local.process_spec import ProcessSpec, StopStage
from deploy.local.system import SERVICES, Addresses, SystemMap, machine_environment

SLEEPER = "import time; print('up', flush=True); time.sleep(600)"
DEAF = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    " print('up', flush=True); time.sleep(600)"
)
# One child in its own group, one that has moved to a session of its own.
PARENT = (
    "import subprocess, sys, time;"
    " c = [sys.executable, '-c', 'import time; time.sleep(600)'];"
    " a = subprocess.Popen(c); b = subprocess.Popen(c, start_new_session=True);"
    " print('up', a.pid, b.pid, flush=True); time.sleep(600)"
)
DOOR = (
    "import os, http.server as h\n"
    "class Answer(h.BaseHTTPRequestHandler):\n"
    "    def do_GET(self):\n"
    "        self.send_response(200); self.end_headers(); self.wfile.write(b'ok')\n"
    "    def log_message(self, *_): pass\n"
    "h.ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), Answer)"
    ".serve_forever()"
)


def program(
    name: str, source: str, *, grace_seconds: float = 10.0, **environment: str
) -> ProcessSpec:
    """A process that runs Python `source`."""
    return ProcessSpec(
        name=name,
        command=(sys.executable, "-c", source),
        environment={"PATH": "/usr/bin:/bin", **environment},
        grace_seconds=grace_seconds,
    )


def build_dummy_system(
    addresses: Addresses, settings: Mapping[str, str], folder: Path
) -> SystemMap:
    """A door that is ready at once, and services that do nothing."""
    door = ProcessSpec(
        name="gateway",
        command=(sys.executable, "-c", DOOR),
        environment={**settings, "PORT": str(addresses.public_port)},
        stop_stage=StopStage.DOOR,
        port=addresses.public_port,
    )
    services = [program("worker", PARENT), program("deaf", DEAF, grace_seconds=1)]
    return SystemMap(migration=None, processes=(door, *services))


def start_command(home: Path, **settings: str) -> tuple[list[str], dict[str, str]]:
    """The command and the environment that run such a system from a command line."""
    unset = ("DATABASE_URL", "SUPABASE_DB_URL", "REDIS_URL", "BIND", "INTERNAL_PORT")
    environment = {
        **machine_environment(os.environ),
        # Empty hides what a developer's own `.env` may say.
        **dict.fromkeys(unset, ""),
        **{f"DATABASE_URL_{service.upper()}": "" for service in SERVICES},
        "POSTSCOPE_HOME": str(home),
        "PORT": "0",
        **settings,
    }
    return [sys.executable, "-m", "tests.deploy.dummy_programs"], environment


if __name__ == "__main__":
    sys.exit(main(build_dummy_system, durable=False))

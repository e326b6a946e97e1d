"""Debian's packages, where we may install any."""

import os
import shutil
import subprocess
import sys

_TIMEOUT_SECONDS = 300


def can_install() -> bool:
    """This is root on a system with apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def run_apt(*arguments: str) -> bool:
    """Whether `apt-get` did it; if not, why not stands on stderr."""
    try:
        subprocess.run(
            ["apt-get", "-qq", *arguments],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=_TIMEOUT_SECONDS,
        )
    except (subprocess.SubprocessError, OSError) as error:
        print(f"apt-get {' '.join(arguments)} failed: {error}", file=sys.stderr)
        return False
    return True


def install(*packages: str) -> bool:
    """Installs packages that are already listed by `run_apt("update")`."""
    return run_apt("install", "-y", "--no-install-recommends", *packages)

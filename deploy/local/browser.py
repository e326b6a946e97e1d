"""A Chromium for the browser tests: the machine's, else installed by apt if we may.

`python -m deploy.local.browser` prints where it is, or why there is none (exit code 1:
the browser tests then skip, saying so)."""

import os
import shutil
import subprocess
import sys

# Made for this, the shell takes a sixth less of the machine than the browser itself.
_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
_PACKAGES = ("chromium-headless-shell", "chromium")
_INSTALL_TIMEOUT_SECONDS = 300


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome: CHROMIUM_PATH, else one on the PATH."""
    given = os.environ.get("CHROMIUM_PATH")
    return given or next(filter(None, map(shutil.which, _NAMES)), None)


def install_chromium() -> str | None:
    """Installs Debian's package, if this is root on a system with apt; its path.

    Not each system with apt has a package of the shell alone."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    if not _run_apt("update"):
        return None
    for package in _PACKAGES:
        if _run_apt("install", "-y", "--no-install-recommends", package):
            return find_chromium()
    return None


def _run_apt(*arguments: str) -> bool:
    try:
        subprocess.run(
            ["apt-get", "-qq", *arguments],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=_INSTALL_TIMEOUT_SECONDS,
        )
    except (subprocess.SubprocessError, OSError) as error:
        print(f"Chromium cannot be installed: {error}", file=sys.stderr)
        return False
    return True


def main() -> int:
    """Finds or installs it, and says which."""
    path = find_chromium() or install_chromium()
    if path is None:
        print(
            "No Chromium: the browser tests will be skipped. Install one (`apt install"
            " chromium`), or say where it is: CHROMIUM_PATH=/path/to/chrome",
            file=sys.stderr,
        )
        return 1
    print(f"Browser tests use {path}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

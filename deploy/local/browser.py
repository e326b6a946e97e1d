"""A Chromium for the browser tests: the machine's, else installed by apt if we may.

`python -m deploy.local.browser` prints where it is, or why there is none (exit code 1:
the browser tests then skip, saying so)."""

import os
import shutil
import sys

from deploy.local.apt import can_install, install, run_apt

# Made for this, the shell takes a sixth less of the machine than the browser itself.
_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
_PACKAGES = ("chromium-headless-shell", "chromium")


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome: CHROMIUM_PATH, else one on the PATH."""
    given = os.environ.get("CHROMIUM_PATH")
    return given or next(filter(None, map(shutil.which, _NAMES)), None)


def install_chromium() -> str | None:
    """Installs Debian's package, if this is root on a system with apt; its path.

    Not each system with apt has a package of the shell alone."""
    if not can_install() or not run_apt("update"):
        return None
    for package in _PACKAGES:
        if install(package):
            return find_chromium()
    return None


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

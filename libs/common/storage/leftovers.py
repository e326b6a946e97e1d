"""What processes that were killed have left in a folder of work."""

import shutil
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path


def discard_leftovers(folder: Path, older_than: timedelta) -> int:
    """Removes files and folders of it that nobody has touched for so long; how many.

    Blocks: call it in a thread."""
    count = 0
    latest = time.time() - older_than.total_seconds()
    for path in folder.glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime >= latest:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
            count += 1
    return count

"""What all tests share: the project on the path, and the fixtures."""

import gc
import sys
from pathlib import Path

# Looking for garbage among thousands of collected tests is a quarter of their
# collection; afterwards what they keep is not looked through again.
gc.disable()

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

# Each before those that import it, so that its assertions are rewritten.
pytest_plugins = [
    "tests.fixtures.distribution",
    "tests.fixtures.logs",
    "tests.fixtures.generated_input",
    "tests.fixtures.network",
    "tests.fixtures.clock",
    "tests.fixtures.auth",
    "tests.fixtures.sample_data",
    "tests.fixtures.servers",
    "tests.fixtures.database",
    "tests.fixtures.app",
    "tests.fixtures.people",
    "tests.fixtures.system",
]


def pytest_collection_finish() -> None:
    """All tests are known."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_sessionfinish() -> None:
    """At the end libraries look for what was not let go."""
    gc.unfreeze()

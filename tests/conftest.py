"""What all tests share: the project on the path, and the fixtures."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

# Each before those that import it, so that its assertions are rewritten.
pytest_plugins = [
    "tests.fixtures.memory",
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

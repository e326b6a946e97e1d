"""What all tests share: the project on the path, and the fixtures."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

pytest_plugins = ["tests.fixtures.sample_data", "tests.fixtures.servers"]

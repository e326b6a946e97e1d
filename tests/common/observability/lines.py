"""What a process writes to its standard output, run as one."""

import json
import subprocess
import sys
from typing import Any


def run_logging(code: str, log_format: str = "json") -> str:
    """The output of a process that configures logging and runs the code."""
    program = (
        "import logging, structlog\n"
        "from libs.common.observability.logging import configure_logging\n"
        "from libs.common.observability.correlation import bind_request_id\n"
        f"configure_logging('probe', {log_format!r}, 'INFO')\n"
        "log = structlog.get_logger()\n" + code
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert finished.stderr == ""
    return finished.stdout


def read_lines(output: str) -> list[dict[str, Any]]:
    """Each line as JSON."""
    return [json.loads(line) for line in output.splitlines()]

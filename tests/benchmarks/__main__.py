"""`make bench`: runs benchmarks and prints their figures beside their targets.

One benchmark is one file `bench_<name>.py` with `async def run(stage)`, and one entry
of `targets.toml`. `make bench B=import` runs one; several are parted by blanks."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from deploy.local.process_spec import PROJECT_ROOT
from tests.benchmarks.peers import ProgramsMissing
from tests.benchmarks.results import build_rows, keep_results, render_table
from tests.benchmarks.stage import Figure, Stage
from tests.benchmarks.targets import read_targets


def list_names() -> list[str]:
    """All benchmarks there are, by their files."""
    files = sorted(Path(__file__).parent.glob("bench_*.py"))
    return [file.stem.removeprefix("bench_") for file in files]


async def run_benchmark(name: str, stage: Stage) -> list[Figure]:
    """The figures of one benchmark."""
    module = import_module(f"tests.benchmarks.bench_{name}")
    figures: list[Figure] = await module.run(stage)
    return figures


def main(arguments: Sequence[str]) -> int:
    """1 if a target was missed, else 0."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", choices=[*list_names(), []])
    parser.add_argument("--tiny", action="store_true", help="to see that they run")
    parser.add_argument("--folder", type=Path, default=PROJECT_ROOT / "var")
    given = parser.parse_args(arguments)
    rows: list[dict[str, Any]] = []
    for name in given.names or read_targets():
        targets = read_targets()[name]
        _say(f"{name}: {targets.title} ...")
        try:
            figures = asyncio.run(run_benchmark(name, Stage(is_tiny=given.tiny)))
        except ProgramsMissing as error:
            _say(f"left out: {error}\n")
            continue
        found = build_rows(name, targets, figures)
        _say(render_table(found) + "\n")
        rows += found
    if not given.tiny:
        keep_results(given.folder, rows, datetime.now(UTC))
    return int(any(row["is_met"] is False for row in rows))


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - this is a command


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

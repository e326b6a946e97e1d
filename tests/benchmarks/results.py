"""Figures as a table for people, and as a file for programs."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.benchmarks.stage import Figure
from tests.benchmarks.targets import BenchmarkTargets, Target

_HEAD = ("benchmark", "figure", "measured", "target", "", "against")
_MARKS = {True: "met", False: "MISSED", None: ""}


def build_rows(name: str, targets: BenchmarkTargets, figures: Sequence[Figure]) -> Any:
    """One entry per figure, in the order given; names without a target say it all."""
    rows = []
    for figure in figures:
        target = targets.figures.get(figure.name)
        target = target or Target(figure.name, figure.name.replace("_", " "), "")
        rows.append(
            {
                "benchmark": name,
                "figure": figure.name,
                "says": target.says,
                "value": figure.value,
                "unit": target.unit,
                "target": target.render(),
                "is_met": target.is_met(figure.value),
                "against": figure.against,
            }
        )
    return rows


def render_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """A table in Markdown, which is legible as it stands."""
    cells = [_HEAD, *(_render_row(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [_join(line, widths) for line in cells]
    return "\n".join(
        [lines[0], _join(["-" * width for width in widths], widths), *lines[1:]]
    )


def _render_row(row: Mapping[str, Any]) -> tuple[str, ...]:
    value = f"{row['value']:,.4g}" if row["value"] < 100 else f"{row['value']:,.0f}"
    return (
        row["benchmark"],
        row["says"],
        f"{value} {row['unit']}".strip(),
        row["target"],
        _MARKS[row["is_met"]],
        row["against"],
    )


def _join(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"


def keep_results(folder: Path, rows: Sequence[dict[str, Any]], at: datetime) -> None:
    """Writes `benchmarks.json` and `.md`; of benchmarks not run now, what is there
    stays."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "benchmarks.json"
    held = json.loads(file.read_text())["figures"] if file.exists() else []
    told = {"at": at.isoformat(timespec="seconds"), "machine": describe_machine()}
    fresh = [{**row, **told} for row in rows]
    names = {row["benchmark"] for row in fresh}
    kept = [row for row in held if row["benchmark"] not in names] + fresh
    file.write_text(json.dumps({"figures": kept}, indent=1, ensure_ascii=False) + "\n")
    (folder / "benchmarks.md").write_text(render_table(kept) + "\n")


def describe_machine() -> str:
    """Cores and architecture, the rest is in the ratios."""
    python = platform.python_version()
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {python}"

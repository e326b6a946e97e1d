"""The table of targets, read from `targets.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

_TABLE = Path(__file__).with_name("targets.toml")


@dataclass(frozen=True, slots=True)
class Target:
    """One figure of a benchmark, and what it is to reach, if anything."""

    name: str
    says: str
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    def is_met(self, value: float) -> bool | None:
        """None where nothing is to be reached."""
        if self.at_most is not None:
            return value <= self.at_most
        if self.at_least is not None:
            return value >= self.at_least
        return None

    def render(self) -> str:
        """`≤ 300`, `≥ 100`, or nothing."""
        if self.at_most is not None:
            return f"≤ {self.at_most:,g}"
        return "" if self.at_least is None else f"≥ {self.at_least:,g}"


@dataclass(frozen=True, slots=True)
class BenchmarkTargets:
    """What a benchmark is called for people, and its figures by name."""

    title: str
    figures: dict[str, Target]


def read_targets() -> dict[str, BenchmarkTargets]:
    """All benchmarks by name, in the table's order."""
    return {
        name: BenchmarkTargets(
            entry["title"],
            {key: Target(key, **told) for key, told in entry["figures"].items()},
        )
        for name, entry in tomllib.loads(_TABLE.read_text()).items()
    }

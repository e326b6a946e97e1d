"""Each benchmark runs, at a size that says nothing, and tells what the table asks."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.local.local_system import LocalSystem
from tests.benchmarks.__main__ import list_names, run_benchmark
from tests.benchmarks.peers import ProgramsMissing
from tests.benchmarks.results import build_rows, keep_results, render_table
from tests.benchmarks.stage import Figure, Scene, Stage
from tests.benchmarks.targets import Target, read_targets
from tests.emulators.collector import Collector
from tests.fixtures.sampling import sampled


class SharedStage(Stage):
    """Plays in the system that the tests have running already."""

    def __init__(self, system: LocalSystem, collector: Collector) -> None:
        super().__init__(is_tiny=True)
        self._system = system
        self._collector = collector

    @asynccontextmanager
    async def open(
        self, changes: Mapping[str, str] | None = None
    ) -> AsyncIterator[Scene]:
        """The shared system as it is; its collector is quick again afterwards."""
        async with AsyncExitStack() as people:
            try:
                yield Scene(self._system, self._collector, people)
            finally:
                self._collector.delay_seconds = 0
                self._collector.media_delay_seconds = 0
                self._collector.media_delays.clear()


class TestBenchmarks:
    def test_each_has_its_targets_and_each_target_its_benchmark(self) -> None:
        assert sorted(read_targets()) == list_names()

    @pytest.mark.parametrize("name", sampled(read_targets(), 0))
    async def test_each_tells_every_figure_of_the_table(
        self, name: str, system: LocalSystem, shared_collector: Collector
    ) -> None:
        try:
            figures = await run_benchmark(name, SharedStage(system, shared_collector))
        except ProgramsMissing as error:
            pytest.skip(str(error))
        told = {figure.name: figure.value for figure in figures}
        assert set(told) >= set(read_targets()[name].figures)
        assert all(value >= 0 for value in told.values()), told


class TestResults:
    def test_target_is_met_at_its_limit_and_missed_beyond(self) -> None:
        most, least = Target("a", "", "", at_most=2), Target("b", "", "", at_least=2)
        assert (most.is_met(2), most.is_met(2.1)) == (True, False)
        assert (least.is_met(2), least.is_met(1.9)) == (True, False)
        assert Target("c", "", "").is_met(5) is None

    def test_run_of_one_keeps_the_figures_of_the_others(self, tmp_path: Path) -> None:
        targets, at = read_targets(), datetime(2026, 11, 20, tzinfo=UTC)
        for name, value in (("pipeline", 1.5), ("startup", 9), ("pipeline", 1.1)):
            figure = Figure(next(iter(targets[name].figures)), value)
            keep_results(tmp_path, build_rows(name, targets[name], [figure]), at)
        kept = json.loads((tmp_path / "benchmarks.json").read_text())["figures"]
        assert [(row["benchmark"], row["value"], row["is_met"]) for row in kept] == [
            ("startup", 9, True),
            ("pipeline", 1.1, True),
        ]
        assert render_table(kept) in (tmp_path / "benchmarks.md").read_text()

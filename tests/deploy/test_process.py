import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.local.home import Home
from deploy.local.log import FileLog
from deploy.local.process import describe_exit, restart_delay
from deploy.local.process_spec import StopStage
from deploy.local.supervisor import Supervisor
from tests.deploy.dummy_programs import DEAF, PARENT, SLEEPER, program
from tests.deploy.waiting import is_running, wait_until


@pytest.fixture
async def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.create()
    return home


@pytest.fixture
async def supervisor(home: Home) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(home, FileLog(home.log_folder))
    await supervisor.open()
    yield supervisor
    await supervisor.close()


class TestRestart:
    async def test_killed_process_comes_back(self, supervisor: Supervisor) -> None:
        process = supervisor.add(program("sleeper", SLEEPER))
        await process.start()
        first = process.pid
        process.kill()
        await wait_until(lambda: process.starts == 2)
        assert process.pid not in {None, first}
        assert process.exit_code == -signal.SIGKILL

    async def test_process_that_ends_by_itself_comes_back(
        self, supervisor: Supervisor
    ) -> None:
        process = supervisor.add(program("quitter", "raise SystemExit(0)"))
        await process.start()
        await wait_until(lambda: process.starts >= 3)
        assert process.failures >= 2

    async def test_restart_is_told_with_the_reason(
        self, supervisor: Supervisor, home: Home
    ) -> None:
        process = supervisor.add(program("quitter", "raise SystemExit(3)"))
        await process.start()
        await wait_until(lambda: process.starts == 2)
        told = (home.log_folder / "quitter.log").read_text()
        assert "ended (exit code 3); starting it again in 0.2 s" in told

    async def test_process_that_cannot_be_executed_does_not_end_us(
        self, supervisor: Supervisor
    ) -> None:
        spec = program("missing", "")
        object.__setattr__(spec, "command", ("/nowhere/program",))
        process = supervisor.add(spec)
        await process.start()
        await wait_until(lambda: process.starts == 2)
        assert "cannot execute /nowhere/program" in process.last_lines[0]

    async def test_what_a_killed_process_left_in_its_group_ends(
        self, supervisor: Supervisor
    ) -> None:
        process = supervisor.add(program("parent", PARENT))
        await process.start()
        await wait_until(lambda: process.last_lines)
        grandchild = int(process.last_lines[0].split()[1])
        process.kill()
        await wait_until(lambda: not is_running(grandchild))

    async def test_process_without_restart_stays_dead(
        self, supervisor: Supervisor
    ) -> None:
        process = supervisor.add(program("once", "print('done')"), restart=False)
        await process.start()
        await process.wait()
        assert (process.starts, process.exit_code) == (1, 0)
        assert list(process.last_lines) == ["done"]


class TestRestartDelay:
    def test_delays_double_from_a_fifth_to_five_seconds(self) -> None:
        delays = [restart_delay(failures) for failures in range(1, 9)]
        assert delays == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0, 5.0]

    @given(st.integers(1, 10**9))
    def test_delay_never_leaves_its_bounds(self, failures: int) -> None:
        assert 0.2 <= restart_delay(failures) <= 5.0


class TestDescribeExit:
    @pytest.mark.parametrize(
        ("code", "text"),
        [
            (0, "exit code 0"),
            (-9, "killed by SIGKILL"),
            (-63, "killed by signal 63"),
            (None, "never started"),
        ],
    )
    def test_code_is_put_in_words(self, code: int | None, text: str) -> None:
        assert describe_exit(code) == text


class TestStop:
    async def test_stopped_process_stays_stopped(self, supervisor: Supervisor) -> None:
        process = supervisor.add(program("sleeper", SLEEPER))
        await process.start()
        await process.stop()
        await asyncio.sleep(0.5)
        assert process.pid is None
        assert process.starts == 1

    async def test_stopped_process_can_be_started_again(
        self, supervisor: Supervisor
    ) -> None:
        process = supervisor.add(program("sleeper", SLEEPER))
        await process.start()
        await process.stop()
        await process.start()
        assert process.pid is not None

    async def test_deaf_process_is_killed_after_its_grace(
        self, supervisor: Supervisor
    ) -> None:
        process = supervisor.add(program("deaf", DEAF, grace_seconds=0.3))
        await process.start()
        await wait_until(lambda: process.last_lines)
        await asyncio.wait_for(process.stop(), 3)
        assert process.exit_code == -signal.SIGKILL

    async def test_stop_during_the_pause_before_a_restart_holds(
        self, supervisor: Supervisor
    ) -> None:
        process = supervisor.add(program("quitter", "raise SystemExit(1)"))
        await process.start()
        await wait_until(lambda: process.exits == 1)
        await process.stop()
        assert process.starts == 1

    async def test_stages_end_one_after_the_other(
        self, supervisor: Supervisor, home: Home
    ) -> None:
        slow_to_end = (
            "import signal, sys, time\n"
            "signal.signal(signal.SIGTERM,"
            " lambda *_: (time.sleep(0.3), print('ended', time.monotonic(),"
            " flush=True), sys.exit()))\n"
            "print('up', flush=True)\n"
            "while True: time.sleep(1)"
        )
        stages = [*reversed(StopStage)]
        for stage in stages:
            spec = program(stage.name, slow_to_end)
            object.__setattr__(spec, "stop_stage", stage)
            await supervisor.add(spec).start()
        every = supervisor.processes
        await wait_until(lambda: all(one.last_lines for one in every.values()))
        await supervisor.stop()
        ends = [every[s.name].last_lines[-1].split()[1] for s in StopStage]
        assert ends == sorted(ends, key=float)
        assert float(ends[-1]) - float(ends[0]) > 0.8

    async def test_close_leaves_no_stray_and_no_list(self, home: Home) -> None:
        supervisor = Supervisor(home, FileLog(home.log_folder))
        await supervisor.open()
        process = supervisor.add(program("parent", PARENT))
        await process.start()
        await wait_until(lambda: process.last_lines)
        pids = [int(pid) for pid in process.last_lines[0].split()[1:]]
        assert all(map(is_running, pids))
        await supervisor.close()
        assert not any(map(is_running, pids))
        assert not (home.run_folder / "processes.json").exists()


class TestWatchdog:
    async def test_killed_watchdog_is_replaced(self, supervisor: Supervisor) -> None:
        process = supervisor.add(program("sleeper", SLEEPER))
        await process.start()
        first = supervisor.watchdog_pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await wait_until(lambda: supervisor.watchdog_pid != first)
        assert is_running(supervisor.watchdog_pid or 0)
        assert process.starts == 1


class TestOutput:
    async def test_lines_arrive_whole_whatever_they_hold(
        self, supervisor: Supervisor
    ) -> None:
        source = (
            "import sys; w = sys.stdout.buffer.write;"
            " w(b'a' * 300_000 + b'\\n'); w(b'\\xff\\xc3\\xa9\\r\\n'); w(b'no end')"
        )
        process = supervisor.add(program("talker", source), restart=False)
        await process.start()
        await process.wait()
        assert sum(len(line) for line in process.last_lines) == 300_000 + 2 + 6
        assert list(process.last_lines)[-2:] == ["\ufffdé", "no end"]

    async def test_flood_of_output_is_not_lost(
        self, supervisor: Supervisor, home: Home
    ) -> None:
        source = "for i in range(50_000): print('line', i)"
        process = supervisor.add(program("flood", source), restart=False)
        await process.start()
        await process.wait()
        assert process.last_lines[-1] == "line 49999"
        with (home.log_folder / "flood.log").open() as file:
            assert sum(1 for _ in file) == 50_000

    async def test_secret_on_standard_input_reaches_the_program(
        self, supervisor: Supervisor
    ) -> None:
        spec = program("reader", "print(input()[::-1])")
        object.__setattr__(spec, "standard_input", b"abc\n")
        process = supervisor.add(spec, restart=False)
        await process.start()
        await process.wait()
        assert list(process.last_lines) == ["cba"]

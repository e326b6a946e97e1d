import asyncio
import json
import os
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from deploy.local.databases import connection_url
from deploy.local.process_spec import PROJECT_ROOT
from tests.deploy.dummy_programs import start_command
from tests.deploy.waiting import is_running, wait_until


class Command:
    """The program of `make run` in a process of its own, over dummy services."""

    def __init__(self, home: Path, process: asyncio.subprocess.Process) -> None:
        self.home = home
        self.process = process
        self.said = ""

    async def read_until(self, text: str) -> str:
        """Reads its output until there is a line that holds `text`; returns it."""
        assert self.process.stdout is not None
        while text not in self.said:
            line = (await self.process.stdout.readline()).decode()
            assert line, f"it ended without saying {text!r}:\n{self.said}"
            self.said += line
        return next(line for line in self.said.splitlines() if text in line)

    async def read_pids(self) -> list[int]:
        """All that runs for it, once its worker has told of its two children."""
        strays = (await self.read_until("up ")).split("up ")[1].split()
        await self.read_until("Postscope is ready")
        document = json.loads((self.home / "run/processes.json").read_text())
        pids = [entry["pid"] for entry in document["processes"]]
        return [*pids, *map(int, strays), document["watchdog_pid"]]

    async def wait(self) -> int:
        """Waits for its end; returns its exit code."""
        assert self.process.stdout is not None
        self.said += (await self.process.stdout.read()).decode()
        return await asyncio.wait_for(self.process.wait(), 30)


@asynccontextmanager
async def running(home: Path, **settings: str) -> AsyncIterator[Command]:
    command, environment = start_command(home, **settings)
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=PROJECT_ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    started = Command(home, process)
    try:
        yield started
    finally:
        if process.returncode is None:
            process.terminate()
        await started.wait()


def none_runs(pids: Iterable[int]) -> bool:
    return not any(map(is_running, pids))


class TestStop:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    async def test_signal_stops_all_in_order(
        self, tmp_path: Path, number: signal.Signals
    ) -> None:
        async with running(tmp_path / "home") as command:
            pids = await command.read_pids()
            # As a terminal does it: to the whole foreground group.
            os.killpg(command.process.pid, number)
            assert await command.wait() == 0
        assert none_runs(pids)
        assert "Postscope has stopped." in command.said
        assert "Traceback" not in command.said
        assert "starting it again" not in command.said

    async def test_stop_during_the_start_leaves_nothing(self, tmp_path: Path) -> None:
        async with running(tmp_path / "home") as command:
            await command.read_until("Postscope starts")
            await asyncio.sleep(0.7)
            command.process.terminate()
            assert await command.wait() == 0
        assert "Traceback" not in command.said
        assert not (tmp_path / "home/run/processes.json").exists()

    async def test_second_signal_does_not_wait_for_the_deaf(
        self, tmp_path: Path
    ) -> None:
        async with running(tmp_path / "home") as command:
            pids = await command.read_pids()
            command.process.send_signal(signal.SIGHUP)
            await command.read_until("Postscope stops")
            command.process.terminate()
            assert await asyncio.wait_for(command.wait(), 10) == 0
        assert none_runs(pids)


class TestRefusal:
    async def test_taken_port_is_told_once_without_traceback(
        self, tmp_path: Path
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            async with running(tmp_path / "home", PORT=port) as command:
                assert await command.wait() == 1
        assert command.said.count(f"Port {port} on 127.0.0.1 is taken") == 1
        assert "Traceback" not in command.said

    async def test_second_instance_is_told_where_the_first_is(
        self, tmp_path: Path
    ) -> None:
        async with running(tmp_path / "home") as first:
            url = (await first.read_until("Postscope is ready")).split()[-1]
            async with running(tmp_path / "home") as second:
                assert await second.wait() == 1
            pid = first.process.pid
            assert f"Postscope already runs here (pid {pid}, {url})" in second.said
            assert "Traceback" not in second.said

    async def test_damaged_data_are_told_without_traceback(
        self, tmp_path: Path
    ) -> None:
        async with running(tmp_path / "home") as command:
            await command.read_until("Postscope is ready")
        control = tmp_path / "home/postgres/data/global/pg_control"
        control.write_bytes(b"x" * control.stat().st_size)
        async with running(tmp_path / "home") as command:
            assert await command.wait() == 1
        assert command.said.count("seems to be damaged") == 1
        assert "Traceback" not in command.said


class TestKilledSupervisor:
    async def test_nothing_is_left_running(self, tmp_path: Path) -> None:
        async with running(tmp_path / "home") as command:
            pids = await command.read_pids()
            command.process.kill()
            await command.process.wait()
            await wait_until(lambda: none_runs(pids), 20)

    @pytest.mark.prove
    async def test_children_end_even_with_the_watchdog_killed(
        self, tmp_path: Path
    ) -> None:
        async with running(tmp_path / "home") as command:
            *pids, watchdog = await command.read_pids()
            listed = json.loads((tmp_path / "home/run/processes.json").read_text())
            deaf = {e["pid"] for e in listed["processes"] if e["name"] == "deaf"}
            command.process.send_signal(signal.SIGSTOP)
            os.kill(watchdog, signal.SIGKILL)
            command.process.kill()
            await command.process.wait()
            children = {entry["pid"] for entry in listed["processes"]}
            await wait_until(lambda: none_runs(children - deaf), 20)
        # What was deaf, or nobody's child any more, ends with the next start.
        async with running(tmp_path / "home") as command:
            await command.read_until("Postscope is ready")
            assert none_runs(pids)

    @pytest.mark.prove
    async def test_next_start_finds_the_data(self, tmp_path: Path) -> None:
        home = tmp_path / "home"
        async with running(home) as command:
            await command.read_until("Postscope is ready")
            assert await self._ask(home, "CREATE TABLE things AS SELECT 7 AS id")
            command.process.kill()
            await command.process.wait()
        async with running(home) as command:
            await command.read_until("Postscope is ready")
            assert await self._ask(home, "SELECT id FROM things") == "SELECT 1"

    async def _ask(self, home: Path, statement: str) -> str:
        listed = json.loads((home / "run/processes.json").read_text())["processes"]
        port = next(entry["port"] for entry in listed if entry["name"] == "postgres")
        password = (home / "secrets/postgres_postscope_auth").read_text().strip()
        name = "postscope_auth"
        connection = await asyncpg.connect(connection_url(port, name, name, password))
        try:
            return str(await connection.execute(statement))
        finally:
            await connection.close()

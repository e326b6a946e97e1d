"""Programs that misbehave are ended in time, and nothing of them is left."""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

import pytest

from services.social.clients.limited_process import (
    Finished,
    ProcessLimits,
    run_limited,
)

LIMITS = ProcessLimits(10, 200_000_000, 1_000_000)
SHORT = ProcessLimits(0.4, 200_000_000, 1_000_000)


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files may be made for a while, and must be gone again."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


async def run(
    program: str, limits: ProcessLimits = LIMITS, **environment: str
) -> Finished:
    command = [sys.executable, "-I", "-S", "-c", program]
    return await run_limited(command, limits, environment)


def is_empty(folder: Path) -> bool:
    return not list(folder.iterdir())


def is_alive(pid: int) -> bool:
    """Whether a process runs still; one that waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def is_gone(pid: int) -> bool:
    """Killed processes take a moment to go."""
    for _ in range(100):
        if not is_alive(pid):
            return True
        await asyncio.sleep(0.02)
    return False


class TestRunLimited:
    async def test_output_errors_and_exit_code_are_told(self, folders: Path) -> None:
        program = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"
        assert await run(program) == Finished(3, b"out\n", "err\n")
        assert is_empty(folders)

    async def test_nothing_of_our_environment_is_seen(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SECRET_KEY", "ours")
        finished = await run(
            "import os; print(*os.environ); print(os.getcwd())", given="1"
        )
        names, folder = finished.output.decode().splitlines()
        assert {*names.split()} - {"LC_CTYPE"} == {"HOME", "PATH", "TMPDIR", "given"}
        assert folder == "/"

    async def test_program_that_hangs_is_ended(self, folders: Path) -> None:
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            await run("import time; time.sleep(60)", SHORT)
        assert time.monotonic() - began < 5
        assert is_empty(folders)

    async def test_flood_of_output_is_cut_off(self) -> None:
        finished = await run(
            "import sys\nwhile True: sys.stdout.write('x' * 100000)", LIMITS
        )
        assert finished.exit_code != 0
        assert len(finished.output) == LIMITS.output_bytes

    async def test_flood_of_errors_is_cut_off_and_its_end_told(self) -> None:
        finished = await run(
            "import sys\nsys.stderr.write('x' * 500000)\nsys.stderr.write('the end')"
        )
        assert len(finished.errors) == 64 * 1024
        assert finished.errors.endswith("the end")

    @pytest.mark.skipif(sys.platform != "linux", reason="the kernel keeps to no limit")
    async def test_hunger_for_memory_is_refused(self) -> None:
        finished = await run("x = bytearray(10**9)")
        assert finished.exit_code != 0
        assert "MemoryError" in finished.errors

    @pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
    @pytest.mark.parametrize("hangs", [True, False])
    async def test_children_end_with_it(self, *, hangs: bool) -> None:
        program = (
            "import os, sys, time\n"
            "for _ in range(3):\n"
            "    pid = os.fork()\n"
            "    if pid == 0: time.sleep(60)\n"
            "    os.write(1, b'%d\\n' % pid)\n"
        )
        if not hangs:
            finished = await run(program)
            pids = [int(pid) for pid in finished.output.split()]
            assert len(pids) == 3
            assert all([await is_gone(pid) for pid in pids])
            return
        marker = f"hangs-{os.getpid()}"
        with pytest.raises(TimeoutError):
            await run(program + f"time.sleep(60)  # {marker}", SHORT)
        assert not [pid for pid in pids_of(marker) if not await is_gone(pid)], (
            "a child has survived"
        )

    @pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
    async def test_cancelled_run_leaves_nothing(self, folders: Path) -> None:
        marker = f"cancelled-{os.getpid()}"
        task = asyncio.create_task(run(f"import time; time.sleep(60)  # {marker}"))
        while not pids_of(marker):
            await asyncio.sleep(0.02)
        [pid] = pids_of(marker)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await is_gone(pid)
        assert is_empty(folders)

    @pytest.mark.skipif(sys.platform != "linux", reason="prctl")
    async def test_it_dies_with_a_parent_that_is_killed(self, tmp_path: Path) -> None:
        marker = f"orphan-{os.getpid()}"
        code = f"import time; time.sleep(60)  # {marker}"
        parent = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "import asyncio, sys\n"
            "from services.social.clients.limited_process import *\n"
            f"command = [sys.executable, '-I', '-S', '-c', {code!r}]\n"
            "limits = ProcessLimits(60, 10**9, 10**6)\n"
            "asyncio.run(run_limited(command, limits, {}))",
            env={**os.environ, "TMPDIR": str(tmp_path)},
            cwd=Path(__file__).parents[3],
        )
        while not (found := pids_of(marker) - {parent.pid}):
            await asyncio.sleep(0.02)
        [pid] = found
        parent.kill()
        await parent.wait()
        assert await is_gone(pid)
        assert is_empty(tmp_path)

    async def test_program_that_is_not_there_is_named(self) -> None:
        finished = await run_limited(["no-such-program"], LIMITS, {})
        assert finished.exit_code == 127
        assert "no-such-program" in finished.errors


def pids_of(marker: str) -> set[int]:
    """Processes that run a program with the marker as its own text."""
    found = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        # The launcher has the plan before it, and is not meant.
        if marker.encode() in b" ".join(words) and b'"parent"' not in b" ".join(words):
            found.add(int(entry.name))
    return found

"""`make run` for the second time: until it is ready, and what it takes when idle."""

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.local.process_spec import PROJECT_ROOT
from tests.benchmarks.memory import list_tree, measure_pss
from tests.benchmarks.stage import Figure, Stage

_READY = re.compile(rb"Postscope is ready: (\S+)")
_IDLE_SECONDS = 20.0
_MOST_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Started:
    """The process that `make run` becomes, and how long it took to be ready."""

    pid: int
    seconds: float


async def run(stage: Stage) -> list[Figure]:
    """Seconds of the second start (of a tiny one: the first), megabytes when idle."""
    with TemporaryDirectory(prefix="postscope-bench-") as folder:
        home = Path(folder) / "home"
        if not stage.is_tiny:
            async with make_run(home) as first:
                await asyncio.sleep(_IDLE_SECONDS)  # the demo is drawn, once
        async with make_run(home) as second:
            await asyncio.sleep(stage.pick(_IDLE_SECONDS, 0))
            pids = list_tree(second.pid)
            idle = measure_pss(pids)
    figures = [
        Figure("ready", second.seconds, f"limit; {len(pids)} processes"),
        Figure("memory", idle / 1e6, f"limit; after {_IDLE_SECONDS:.0f} s"),
    ]
    if not stage.is_tiny:
        figures.append(Figure("first_start_seconds", first.seconds))
    return figures


@asynccontextmanager
async def make_run(home: Path) -> AsyncIterator[Started]:
    """What `make run` starts once all is installed and built."""
    environment = os.environ | {"POSTSCOPE_HOME": str(home), "PORT": "0"}
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "deploy.local"),
        cwd=PROJECT_ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout
    try:
        async with asyncio.timeout(_MOST_SECONDS):
            await _wait_ready(process.stdout)
        seconds = time.perf_counter() - began
        reading = asyncio.create_task(_forget(process.stdout))
        yield Started(process.pid, seconds)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await process.wait()
    await reading


async def _wait_ready(output: asyncio.StreamReader) -> None:
    said = b""
    while line := await output.readline():
        said += line
        if _READY.search(line):
            return
    raise AssertionError(f"it ended before it was ready: {said.decode()[-2000:]}")


async def _forget(output: asyncio.StreamReader) -> None:
    while await output.read(65536):
        pass

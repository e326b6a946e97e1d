"""A process of our own that opens strangers' files: asked line by line, within limits.

It may break down, take too long or too much memory: only what it was asked is lost.
What it runs is an `answer_questions` of `asked_child.py`."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from services.social.clients.asked_child import READY
from services.social.clients.limited_process import ProcessLimits, build_launch

_ROOT = Path(__file__).resolve().parents[3]
_ANSWER_BYTES = 1024 * 1024
_START_SECONDS = 60.0
# A library that takes memory for each core of a large machine would have none left.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class ProcessNotStarted(RuntimeError):
    """It could not even begin: no file's fault, but this machine's."""


class ProcessBroke(Exception):
    """It has ended, or says what is no answer: whatever it was asked is lost."""


@dataclass(slots=True)
class AskedProcess:
    """One process; `questions` is how many it was asked."""

    process: Process
    stdin: asyncio.StreamWriter
    stdout: asyncio.StreamReader
    questions: int = 0

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended, as far as is known."""
        return self.process.returncode is None

    async def ask(self, question: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """Its answer. After TimeoutError or ProcessBroke it can only be ended."""
        self.questions += 1
        line = b""
        # It may die in the middle, or flood us.
        with suppress(ConnectionError, ValueError):
            async with asyncio.timeout(seconds):
                self.stdin.write(orjson.dumps(question) + b"\n")
                await self.stdin.drain()
                line = await self.stdout.readline()
        try:
            told = orjson.loads(line) if line.endswith(b"\n") else None
        except orjson.JSONDecodeError:
            told = None
        if not isinstance(told, dict):
            raise ProcessBroke
        return told

    def let_end(self) -> None:
        """It ends by itself once nobody can ask it any more."""
        self.stdin.close()

    async def end(self) -> None:
        """Ends it at once, whatever it does."""
        with suppress(ProcessLookupError):
            self.process.kill()
        self.stdin.close()
        await self.process.wait()


async def start_asked(
    module: str, limits: ProcessLimits, files: Sequence[int] = ()
) -> AskedProcess:
    """Starts `python -m <module>`, which dies with us and knows none of our secrets.

    `files` are open ones of ours that it may use, by the same numbers. Raises
    ProcessNotStarted."""
    process = await asyncio.create_subprocess_exec(
        *build_launch(limits),
        *(sys.executable, "-m", module),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=_ROOT,
        env={"PATH": os.environ.get("PATH", os.defpath), **_ENVIRONMENT},
        pass_fds=files,
        limit=_ANSWER_BYTES,
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the pipes that were asked for are missing")
    started = AskedProcess(process, process.stdin, process.stdout)
    try:
        async with asyncio.timeout(_START_SECONDS):
            is_ready = await process.stdout.readline() == READY
    except BaseException:
        await started.end()
        raise
    if not is_ready:
        await started.end()
        raise ProcessNotStarted(f"{module} cannot be started within its limits")
    return started

"""Asks a process of its own what a file is, so that no file can harm the worker.

One that takes too long is killed with its process, one that takes too much memory ends
it, and only that file is refused. A process serves many files: to start one for each
would cost more than most files do."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from services.social.clients.limited_process import ProcessLimits, build_launch
from services.social.media.probing.answers import (
    MediumDamaged,
    MediumFacts,
    Question,
    read_facts,
)

_MODULE = "services.social.media.probing.child"
_ROOT = Path(__file__).resolve().parents[4]
_IDLE_SECONDS = 20.0
_FILES_EACH = 500
_CPU_SECONDS = 3_600
_FILE_BYTES = 16 * 1024 * 1024
_ANSWER_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ProbeLimits:
    """For one file: seconds of time; bytes of address space, libraries included."""

    seconds: float
    memory_bytes: int


@dataclass(slots=True)
class _Child:
    process: Process
    stdin: asyncio.StreamWriter
    stdout: asyncio.StreamReader
    files: int = 0


class Prober:
    """Has files examined, at most `at_once` side by side; who waits comes in turn."""

    def __init__(self, limits: ProbeLimits, at_once: int = 2) -> None:
        self._limits = limits
        self._process_limits = ProcessLimits(
            _CPU_SECONDS, limits.memory_bytes, _FILE_BYTES
        )
        self._places = asyncio.Semaphore(at_once)
        self._idle: list[_Child] = []
        self._ending: asyncio.TimerHandle | None = None

    async def examine(self, question: Question) -> MediumFacts:
        """What the file is. Raises MediumDamaged: broken, or beyond the limits."""
        async with self._places:
            child = self._idle.pop() if self._idle else await self._start()
            try:
                told = await self._ask(child, question)
            except BaseException:
                await _end(child)
                raise
            child.files += 1
            if child.files < _FILES_EACH:
                self._idle.append(child)
                self._end_when_idle()
            else:
                await _end(child)
        if "damage" in told:
            raise MediumDamaged(told["damage"])
        return read_facts(told["facts"])

    async def close(self) -> None:
        """Ends the processes."""
        if self._ending:
            self._ending.cancel()
        while self._idle:
            await _end(self._idle.pop())

    async def _ask(self, child: _Child, question: Question) -> dict[str, Any]:
        line = b""
        try:
            async with asyncio.timeout(self._limits.seconds):
                child.stdin.write(orjson.dumps(asdict(question)) + b"\n")
                await child.stdin.drain()
                line = await child.stdout.readline()
        except TimeoutError:
            raise MediumDamaged("The file takes too long to open.") from None
        except (ConnectionError, ValueError):
            pass
        if not line.endswith(b"\n"):
            raise MediumDamaged("The file cannot be opened: its decoder broke down.")
        told: dict[str, Any] = orjson.loads(line)
        return told

    async def _start(self) -> _Child:
        process = await asyncio.create_subprocess_exec(
            *build_launch(self._process_limits),
            *(sys.executable, "-m", _MODULE),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            cwd=_ROOT,
            # None of our secrets.
            env={name: os.environ[name] for name in ("PATH",) if name in os.environ},
            limit=_ANSWER_BYTES,
        )
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the pipes that were asked for are missing")
        return _Child(process, process.stdin, process.stdout)

    def _end_when_idle(self) -> None:
        """Gives the memory back once nothing was asked for a while."""
        if self._ending:
            self._ending.cancel()
        loop = asyncio.get_running_loop()
        self._ending = loop.call_later(_IDLE_SECONDS, self._end_idle)

    def _end_idle(self) -> None:
        while self._idle:
            self._idle.pop().stdin.close()  # then it ends by itself


async def _end(child: _Child) -> None:
    with suppress(ProcessLookupError):
        child.process.kill()
    child.stdin.close()
    await child.process.wait()

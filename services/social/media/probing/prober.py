"""Asks a process of its own what a file is, so that no file can harm the worker.

One that takes too long is killed with its process, one that takes too much memory ends
it, and only that file is refused. A process serves many files: to start one for each
would cost more than most files do."""

import asyncio
from dataclasses import asdict, dataclass
from typing import Any

from services.social.clients.asked_process import (
    AskedProcess,
    ProcessBroke,
    start_asked,
)
from services.social.clients.limited_process import ProcessLimits
from services.social.media.probing.answers import (
    MediumDamaged,
    MediumFacts,
    Question,
    read_facts,
)

_MODULE = "services.social.media.probing.child"
_IDLE_SECONDS = 20.0
_FILES_EACH = 500
_CPU_SECONDS = 3_600
_FILE_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ProbeLimits:
    """For one file: seconds of time; bytes of address space, libraries included."""

    seconds: float
    memory_bytes: int


class Prober:
    """Has files examined, at most `at_once` side by side; who waits comes in turn."""

    def __init__(self, limits: ProbeLimits, at_once: int = 2) -> None:
        self._limits = limits
        self._process_limits = ProcessLimits(
            _CPU_SECONDS, limits.memory_bytes, _FILE_BYTES
        )
        self._places = asyncio.Semaphore(at_once)
        self._idle: list[AskedProcess] = []
        self._ending: asyncio.TimerHandle | None = None

    async def examine(self, question: Question) -> MediumFacts:
        """What the file is. Raises MediumDamaged: broken, or beyond the limits."""
        async with self._places:
            child = self._take_idle() or await start_asked(
                _MODULE, self._process_limits
            )
            try:
                told = await self._ask(child, question)
            except BaseException:
                await child.end()
                raise
            if child.questions < _FILES_EACH:
                self._idle.append(child)
                self._end_when_idle()
            else:
                await child.end()
        if "damage" in told:
            raise MediumDamaged(told["damage"])
        return read_facts(told["facts"])

    async def close(self) -> None:
        """Ends the processes."""
        if self._ending:
            self._ending.cancel()
        while self._idle:
            await self._idle.pop().end()

    def _take_idle(self) -> AskedProcess | None:
        """One that is still there: what ends it while it is idle is no file's fault."""
        while self._idle:
            child = self._idle.pop()
            if child.is_alive:
                return child
            child.let_end()
        return None

    async def _ask(self, child: AskedProcess, question: Question) -> dict[str, Any]:
        try:
            return await child.ask(asdict(question), self._limits.seconds)
        except TimeoutError:
            raise MediumDamaged("The file takes too long to open.") from None
        except ProcessBroke:
            words = "The file cannot be opened: its decoder broke down."
            raise MediumDamaged(words) from None

    def _end_when_idle(self) -> None:
        """Gives the memory back once nothing was asked for a while."""
        if self._ending:
            self._ending.cancel()
        loop = asyncio.get_running_loop()
        self._ending = loop.call_later(_IDLE_SECONDS, self._end_idle)

    def _end_idle(self) -> None:
        while self._idle:
            self._idle.pop().let_end()

"""Runs another program within limits, and leaves nothing of it behind.

Its output goes into files without a name, which the kernel keeps small: a flood fills
neither our memory nor the disk, a grandchild that keeps the output open holds nobody
up, and there is nothing to be cleared away, were we killed meanwhile."""

import asyncio
import os
import signal
import sys
import tempfile
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import orjson

_LAUNCHER = Path(__file__).with_name("limited_launch.py")
# There is no such folder: what wants to keep something finds no place for it.
_NOWHERE = "/nonexistent"
_MOST_ERROR_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """`memory_bytes` of address space; `output_bytes` of any file that is written."""

    timeout_seconds: float
    memory_bytes: int
    output_bytes: int


@dataclass(frozen=True, slots=True)
class Finished:
    """How a program ended: below 0 is the signal that ended it.

    Of its errors the last 64 KB are given."""

    exit_code: int
    output: bytes
    errors: str


def build_launch(limits: ProcessLimits) -> tuple[str, ...]:
    """How a command begins that runs within the limits, and dies with this process."""
    plan = {
        "parent": os.getpid(),
        "memory_bytes": limits.memory_bytes,
        "file_bytes": limits.output_bytes,
        # Ours is the first limit; this one holds where we are killed.
        "cpu_seconds": int(limits.timeout_seconds) + 2,
    }
    return sys.executable, "-I", "-S", str(_LAUNCHER), orjson.dumps(plan).decode()


async def run_limited(
    command: Sequence[str], limits: ProcessLimits, environment: Mapping[str, str]
) -> Finished:
    """Runs a program to its end.

    It sees no other environment than the one given, beside PATH, and has no home.
    Afterwards every process of its group is killed, whatever happened here. Raises
    TimeoutError."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = await asyncio.create_subprocess_exec(
            *build_launch(limits),
            *command,
            stdin=DEVNULL,
            stdout=output,
            stderr=errors,
            cwd="/",
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "HOME": _NOWHERE,
                "TMPDIR": _NOWHERE,
                **environment,
            },
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(limits.timeout_seconds):
                exit_code = await process.wait()
        finally:
            await _end(process)
        told = await asyncio.to_thread(_read_end, output, limits.output_bytes)
        complaints = await asyncio.to_thread(_read_end, errors, _MOST_ERROR_BYTES)
        return Finished(exit_code, told, complaints.decode("utf-8", "replace"))


async def _end(process: Process) -> None:
    """Kills the whole group; the leader is its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _read_end(file: IO[bytes], most: int) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - most))
    return file.read(most)

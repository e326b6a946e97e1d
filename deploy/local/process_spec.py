"""What a child process is, before it runs."""

import re
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from deploy.local.account import Account

PROJECT_ROOT = Path(__file__).resolve().parents[2]


class StopStage(IntEnum):
    """When a process is stopped: lower first, equal ones together."""

    DOOR = 0
    SERVICE = 1
    QUEUE = 2
    DATABASE = 3


@dataclass(frozen=True, kw_only=True)
class ProcessSpec:
    """One process to keep running.

    `environment` is all the process gets. `port` is for people and tests to see.
    `standard_input` is written to it at once, then closed: secrets go there or into
    the environment, never into `command`, which every user of the machine can read.
    `before_start` runs before each start, and should take no time. Lines in which
    `noise` is found say nothing that anyone needs, and are not shown."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    stop_stage: StopStage = StopStage.SERVICE
    folder: Path = PROJECT_ROOT
    account: Account | None = None
    port: int | None = None
    standard_input: bytes = field(default=b"", repr=False)
    gentle_signal: signal.Signals = signal.SIGTERM
    hard_signal: signal.Signals = signal.SIGKILL
    grace_seconds: float = 10.0
    before_start: Callable[[], None] | None = None
    noise: re.Pattern[str] | None = None

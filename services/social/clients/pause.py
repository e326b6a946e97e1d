"""Nobody is asked for a while whose answer would be the same."""

import time
from collections.abc import Callable

from libs.common.contracts.social import FailureReason


class AskingFailed(Exception):
    """There is no answer. `message` is for a person.

    Whoever asks anything else within `pause_seconds` would get the same."""

    def __init__(
        self, reason: FailureReason, message: str, pause_seconds: float = 0
    ) -> None:
        super().__init__(message)
        self.reason: FailureReason = reason
        self.message = message
        self.pause_seconds = pause_seconds


class Pause:
    """Remembers the last answer that was not about what was asked for."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._until = 0.0
        self._last: AskingFailed | None = None

    def note(self, failed: AskingFailed) -> None:
        """Begins a pause, if the failure asks for one."""
        if failed.pause_seconds:
            self._last = failed
            self._until = self._monotonic() + failed.pause_seconds

    def check(self) -> None:
        """Raises the last failure again while the pause lasts."""
        last = self._last
        if last and self._monotonic() < self._until:
            raise type(last)(last.reason, last.message)

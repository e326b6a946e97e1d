"""Who does not answer is left alone for a while, then tried by one."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CircuitRule:
    """After how many failures in a row nobody is let through any more, and for how
    long; each further failure doubles the pause, up to the longest."""

    failures: int = 5
    first_pause_seconds: float = 1.0
    longest_pause_seconds: float = 5.0


class Circuit:
    """Closed, it lets all through. So many failures in a row open it: none passes for
    a pause, then a single one, whose success closes it and whose failure begins a
    longer pause."""

    def __init__(
        self, monotonic: Callable[[], float], rule: CircuitRule | None = None
    ) -> None:
        self._monotonic = monotonic
        self._rule = rule or CircuitRule()
        self._most_failures = self._rule.failures
        self.failures = 0
        """In a row. With none, there is nothing to be asked."""
        self._pause_seconds = self._rule.first_pause_seconds
        self._open_until = 0.0
        self._is_tried = False

    @property
    def is_open(self) -> bool:
        """It has failed, and nobody has come through since."""
        return self.failures >= self._most_failures

    @property
    def rest_seconds(self) -> float:
        """How long nobody will be let through, from now."""
        return max(0.0, self._open_until - self._monotonic()) if self.is_open else 0.0

    def admit(self) -> bool:
        """Whether one more may pass. Who may has to tell how it went: each admission
        is followed by one of `succeed`, `fail` and `let_go`."""
        if self.failures < self._most_failures:
            return True
        if self._is_tried or self._monotonic() < self._open_until:
            return False
        self._is_tried = True
        return True

    def succeed(self) -> None:
        """There was an answer."""
        self.failures = 0
        self._pause_seconds = self._rule.first_pause_seconds
        self._is_tried = False

    def fail(self) -> None:
        """There was none."""
        self.failures += 1
        if self.failures < self._most_failures:
            return
        if self.failures > self._most_failures:
            longest = self._rule.longest_pause_seconds
            self._pause_seconds = min(self._pause_seconds * 2, longest)
        self._is_tried = False
        self._open_until = self._monotonic() + self._pause_seconds

    def let_go(self) -> None:
        """Nobody waited for the answer, which says nothing."""
        self._is_tried = False

    def open_for(self, seconds: float) -> None:
        """Opens it at once: the other side has said that it wants rest."""
        self.failures = max(self.failures, self._most_failures)
        self._is_tried = False
        self._open_until = max(self._open_until, self._monotonic() + seconds)

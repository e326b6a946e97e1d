"""A service that does not answer is left alone for a while, then tried by one."""

from collections.abc import Callable

_FAILURES = 5
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 5.0


class Circuit:
    """Closed, it lets all through. So many failures in a row open it: none passes for
    a pause, then a single one, whose success closes it and whose failure begins a
    longer pause."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._failures = 0
        self._pause_seconds = _FIRST_PAUSE_SECONDS
        self._open_until = 0.0
        self._is_tried = False

    @property
    def is_open(self) -> bool:
        """It has failed, and nobody has come through since."""
        return self._failures >= _FAILURES

    def admit(self) -> bool:
        """Whether one more may pass. Who may has to tell how it went: each admission
        is followed by one of `succeed`, `fail` and `let_go`."""
        if self._failures < _FAILURES:
            return True
        if self._is_tried or self._monotonic() < self._open_until:
            return False
        self._is_tried = True
        return True

    def succeed(self) -> None:
        """There was an answer."""
        self._failures = 0
        self._pause_seconds = _FIRST_PAUSE_SECONDS
        self._is_tried = False

    def fail(self) -> None:
        """There was none."""
        self._failures += 1
        if self._failures < _FAILURES:
            return
        if self._failures > _FAILURES:
            self._pause_seconds = min(self._pause_seconds * 2, _LONGEST_PAUSE_SECONDS)
        self._is_tried = False
        self._open_until = self._monotonic() + self._pause_seconds

    def let_go(self) -> None:
        """Nobody waited for the answer, which says nothing."""
        self._is_tried = False

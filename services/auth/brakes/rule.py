"""How long to wait after how many failures; pure.

An attempt is counted before it is looked at, and the count is taken back if it was
right: so of any number at one moment no more come through than are free."""

from dataclasses import dataclass
from datetime import datetime, timedelta

_NO_WAIT = timedelta(0)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a key: how many failures are not forgotten yet.

    The next one is forgotten some time after `counted_at`; no attempt before
    `free_at`."""

    failures: int
    counted_at: datetime
    free_at: datetime


@dataclass(frozen=True, slots=True)
class BrakeRule:
    """`free` attempts at once; then `first_wait`, doubling up to `longest_wait`.

    One failure is forgotten after each `forgets_one_after`."""

    free: int
    first_wait: timedelta
    longest_wait: timedelta
    forgets_one_after: timedelta

    def wait_after(self, failures: int) -> timedelta:
        """How long to wait after that many failures."""
        doublings = failures - self.free
        if doublings < 0:
            return _NO_WAIT
        # Asked before the power, which has no bounds.
        if doublings >= self._doublings:
            return self.longest_wait
        return min(self.first_wait * (1 << doublings), self.longest_wait)

    def left(self, standing: Standing, now: datetime) -> timedelta:
        """How long to wait from now on; nothing if an attempt is free.

        Never longer than the longest wait, whatever clocks say."""
        return max(min(standing.free_at - now, self.longest_wait), _NO_WAIT)

    def count(self, standing: Standing, now: datetime) -> Standing:
        """The standing after one more attempt, which is free now."""
        failures, counted_at = self._remembered(standing, now)
        # More are not counted: they would only put off the first free attempt.
        failures = min(failures + 1, self.free + self._doublings)
        return Standing(failures, counted_at, now + self.wait_after(failures))

    def _remembered(self, standing: Standing, now: datetime) -> tuple[int, datetime]:
        passed = max(now - standing.counted_at, _NO_WAIT)
        forgotten = passed // self.forgets_one_after
        if forgotten >= standing.failures:
            return 0, now
        at = standing.counted_at + forgotten * self.forgets_one_after
        return standing.failures - forgotten, min(at, now)

    @property
    def _doublings(self) -> int:
        return (self.longest_wait // self.first_wait).bit_length()


def take_back(counted: Standing, before: Standing, present: Standing) -> Standing:
    """The standing without an attempt that proved right.

    `before` and `counted` are from around it, `present` is from now: if nobody came in
    between, all is as before."""
    if present == counted:
        return before
    failures = max(present.failures - 1, 0)
    return Standing(failures, present.counted_at, present.free_at)

"""How well an endpoint takes what is sent to it, and what follows from that. Pure.

Rules beside the schedule of single deliveries: who fails is asked less and less often,
who is slow holds few places, and who has failed for days is given up."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

QUICK_PLACES = 4
SLOW_PLACES = 1
SLOW_MS = 2_000

# Failures in a row, after which the endpoint is left alone for a while, and then asked
# with one request at a time until one succeeds.
REST_AFTER = 5
FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=5)

# Failures in a row that start the clock, and how long it runs. A single message whose
# attempts are used up is followed by silence: that is no evidence, so a pause longer
# than the schedule's longest begins anew.
FAILING_AFTER = 3
HOPELESS_AFTER = timedelta(days=5)
SILENCE = timedelta(hours=48)

_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Standing:
    """What is remembered of the attempts so far. A new endpoint has one place, until
    its first success shows how quick it is."""

    consecutive_failures: int = 0
    failing_since: datetime | None = None
    last_failure_at: datetime | None = None
    last_success_at: datetime | None = None
    average_ms: int = 0
    rest_until: datetime | None = None
    places: int = SLOW_PLACES

    def after_success(self, now: datetime, duration_ms: int) -> "Standing":
        """Whatever failed before is forgotten."""
        average_ms = self._mix(duration_ms)
        return Standing(
            last_failure_at=self.last_failure_at,
            last_success_at=now,
            average_ms=average_ms,
            places=QUICK_PLACES if average_ms < SLOW_MS else SLOW_PLACES,
        )

    def after_failure(
        self, now: datetime, duration_ms: int, asked_to_rest: timedelta | None = None
    ) -> "Standing":
        """One failure more. `asked_to_rest` is what the receiver itself wishes."""
        earlier = self if self._goes_on(now) else replace(self, failing_since=None)
        failures = self.consecutive_failures + 1 if earlier is self else 1
        since = earlier.failing_since
        if since is None and failures >= FAILING_AFTER:
            since = now
        rest = max(_rest_after(failures), asked_to_rest or timedelta(0))
        return Standing(
            consecutive_failures=failures,
            failing_since=since,
            last_failure_at=now,
            last_success_at=self.last_success_at,
            average_ms=self._mix(duration_ms),
            rest_until=_latest(self.rest_until, now + rest) if rest else None,
            places=SLOW_PLACES,
        )

    def is_hopeless(self, now: datetime) -> bool:
        """Whether all has failed for so long that nothing more is sent."""
        since = self.failing_since
        return since is not None and now - since >= HOPELESS_AFTER

    def _goes_on(self, now: datetime) -> bool:
        """Whether a failure now belongs to the failures before it."""
        last = self.last_failure_at
        return last is not None and now - last <= SILENCE

    def _mix(self, duration_ms: int) -> int:
        if not (self.last_failure_at or self.last_success_at):
            return duration_ms
        return round((1 - _WEIGHT) * self.average_ms + _WEIGHT * duration_ms)


def _rest_after(failures: int) -> timedelta:
    """Doubling from FIRST_REST to LONGEST_REST; none at first."""
    beyond = failures - REST_AFTER
    if beyond < 0:
        return timedelta(0)
    doubled: timedelta = FIRST_REST * 2 ** min(beyond, 10)
    return min(doubled, LONGEST_REST)


def _latest(one: datetime | None, other: datetime) -> datetime:
    return max(one, other) if one else other

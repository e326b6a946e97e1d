"""When a delivery that has failed is tried again. Pure.

Source: the schedule that Standard Webhooks 1.0.0 gives as its example ("Deliverability
and reliability"), about three days in all."""

from datetime import timedelta

# After the first attempt, the second, ...: one more attempt than there are delays.
DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
MAX_ATTEMPTS = len(DELAYS) + 1
# So that what failed together does not come again together.
JITTER = 0.1


def next_delay(
    failures: int, chance: float, *, at_least: timedelta = timedelta(0)
) -> timedelta | None:
    """How long to wait after so many failed attempts (1 or more); None = give up.

    `chance` (0 to 1) draws up to a tenth more. `at_least` is what the receiver asked
    for."""
    if failures > len(DELAYS):
        return None
    return max(DELAYS[failures - 1] * (1 + JITTER * chance), at_least)

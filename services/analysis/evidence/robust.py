"""Statistics that one hit among the others does not move."""

import math
from collections.abc import Sequence

from libs.common.standing.judging import median

# Makes the MAD of normal values their standard deviation: 1 / Φ⁻¹(3/4).
MAD_TO_SD = 1.4826022185056018


def quantile(values: Sequence[float], at: float) -> float:
    """The value below which the share `at` (0-1) lies, by linear interpolation
    between the order statistics (type 7 of Hyndman and Fan 1996)."""
    ordered = sorted(values)
    position = at * (len(ordered) - 1)
    low = math.floor(position)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (position - low)


def log_robust_z(value: float, others: Sequence[float]) -> float | None:
    """Distance of ln(value + 1) from the others' median of ln(x + 1), in units of
    their MAD scaled to a standard deviation; None where that is 0."""
    logs = [math.log1p(other) for other in others]
    centre = median(logs)
    spread = MAD_TO_SD * median([abs(log - centre) for log in logs])
    return (math.log1p(value) - centre) / spread if spread > 0 else None


def rank_share(value: float, others: Sequence[float]) -> float:
    """Share (0-1) of the others that lie below `value`, equal ones counted half."""
    below = sum(other < value for other in others)
    equal = sum(other == value for other in others)
    return (below + equal / 2) / len(others)


def median_interval(
    values: Sequence[float], coverage: float
) -> tuple[float, float, float] | None:
    """(low, high, exact coverage): the narrowest pair of symmetric order statistics
    that holds the true median with at least `coverage` (0-1), for independent values
    of one distribution, whatever its form; None where even the extremes do not.

    Source: David and Nagaraja, Order Statistics, 3rd edition, section 7.1."""
    ordered = sorted(values)
    count = len(ordered)
    outside = 0.0
    best: tuple[float, float, float] | None = None
    for rank in range(count // 2):
        outside += math.comb(count, rank) / 2**count
        held = 1 - 2 * outside
        if held < coverage:
            break
        best = (float(ordered[rank]), float(ordered[count - 1 - rank]), held)
    return best

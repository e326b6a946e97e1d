"""The verdict on one count among those of the comparable posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from libs.common.contracts.social import MetricBasis
from libs.common.standing.bands import BandName, find_band

BaselineState = Literal["ready", "no_baseline", "no_published_time", "no_metrics"]

RULE = "outlier multiple, version 1"
SMALLEST_SAMPLE = 8
"""Below so many comparable posts a multiple means little, and none is given."""


@dataclass(frozen=True, slots=True)
class PostStanding:
    """Where a post stands among its creator's own.

    `usual` is the median of the others. It, `multiple` and `band` are None unless
    `state` is `ready`; `sample_size` counts the comparable posts, at most 30."""

    state: BaselineState
    basis: MetricBasis | None
    value: int | None
    usual: float | None
    multiple: float | None
    band: BandName | None
    sample_size: int


def median(values: Sequence[float]) -> float:
    """The middle value; of an even count the mean of the middle two.

    Raises ValueError for no values."""
    if not values:
        raise ValueError("the median of no values is not defined")
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return float(ordered[middle])
    return (ordered[middle - 1] + ordered[middle]) / 2


def outlier_multiple(value: float, usual: float) -> float:
    """(value + 1) ÷ (usual + 1): 1 is usual; defined also where the usual is 0."""
    return (value + 1) / (usual + 1)


def find_state(
    basis: MetricBasis | None, sample_size: int, *, has_time: bool
) -> BaselineState:
    """Whether a multiple may be given, and if not, why."""
    if basis is None:
        return "no_metrics"
    if not has_time:
        return "no_published_time"
    return "ready" if sample_size >= SMALLEST_SAMPLE else "no_baseline"


def judge(
    basis: MetricBasis | None,
    value: int | None,
    counts: Sequence[int],
    *,
    has_time: bool,
) -> PostStanding:
    """The standing of a post with this count among the others' `counts`."""
    state = find_state(basis, len(counts), has_time=has_time)
    if state != "ready" or value is None:
        return PostStanding(state, basis, value, None, None, None, len(counts))
    usual = median(counts)
    multiple = outlier_multiple(value, usual)
    return PostStanding(
        state, basis, value, usual, multiple, find_band(multiple), len(counts)
    )

"""The verdict on a post among its creator's own, with how sure it is."""

from collections.abc import Sequence

from libs.common.contracts.social import BaselinePost, MetricBasis, PostMetrics
from libs.common.standing.bands import VIRAL_FROM
from libs.common.standing.basis import read_metric
from libs.common.standing.judging import (
    RULE,
    SMALLEST_SAMPLE,
    judge,
    outlier_multiple,
)
from services.analysis.evidence.baseline import ComparableOthers
from services.analysis.evidence.robust import (
    log_robust_z,
    median_interval,
    rank_share,
)
from services.analysis.evidence.schemas import MultipleInterval, OutlierVerdict

INTERVAL_COVERAGE = 0.90


def judge_outlier(metrics: PostMetrics, others: ComparableOthers) -> OutlierVerdict:
    """The verdict on a post with these metrics among these others.

    Without 8 comparable posts, a time and a metric there is no multiple, no band and
    no `is_viral`, only the count of comparable posts held."""
    basis = others.basis
    value = None if basis is None else read_metric(metrics, basis)
    counts = other_counts(basis, others.posts)
    found = judge(basis, value, counts, has_time=others.has_time)
    multiple = found.multiple
    judged = None if multiple is None else value
    return OutlierVerdict(
        baseline_state=found.state,
        basis=basis,
        value=value,
        usual=found.usual,
        multiple=multiple,
        band=found.band,
        is_viral=None if multiple is None else multiple >= VIRAL_FROM,
        percentile=None if judged is None else rank_share(judged, counts),
        robust_z=None if judged is None else log_robust_z(judged, counts),
        interval=None if judged is None else _interval(judged, counts),
        sample_size=found.sample_size,
        needed=SMALLEST_SAMPLE,
        rule=RULE,
    )


def other_counts(basis: MetricBasis | None, posts: Sequence[BaselinePost]) -> list[int]:
    """The known counts of that metric, in the order of the posts."""
    if basis is None:
        return []
    counts = (read_metric(post.metrics, basis) for post in posts)
    return [count for count in counts if count is not None]


def _interval(value: int, counts: list[int]) -> MultipleInterval | None:
    found = median_interval(counts, INTERVAL_COVERAGE)
    if found is None:
        return None
    low, high, coverage = found
    # A larger usual makes a smaller multiple: the ends change places.
    return MultipleInterval(
        low=outlier_multiple(value, high),
        high=outlier_multiple(value, low),
        coverage=coverage,
        method=(
            "order statistics of the comparable posts around their median, "
            "free of any assumption about their distribution"
        ),
    )

"""How far above its creator's own usual a post is.

Source: rule compared with the multiples of TrendsFast (`video_outlier`), outlier.so
and public YouTube tools, 2026; bands after their published values."""

from collections.abc import Sequence

from libs.common.contracts.social import BaselinePost, MetricBasis, PostMetrics
from services.analysis.evidence.baseline import (
    SMALLEST_SAMPLE,
    ComparableOthers,
    read_metric,
)
from services.analysis.evidence.robust import (
    log_robust_z,
    median,
    median_interval,
    rank_share,
)
from services.analysis.evidence.schemas import (
    Band,
    BandName,
    MultipleInterval,
    OutlierVerdict,
)

RULE = "outlier multiple, version 1"
INTERVAL_COVERAGE = 0.90
VIRAL_FROM = 3.0

BANDS: tuple[Band, ...] = (
    Band(name="below", low=None, high=0.67),
    Band(name="usual", low=0.67, high=1.5),
    Band(name="above", low=1.5, high=VIRAL_FROM),
    Band(name="outlier", low=VIRAL_FROM, high=10.0),
    Band(name="extreme", low=10.0, high=None),
)


def outlier_multiple(value: float, usual: float) -> float:
    """(value + 1) ÷ (usual + 1): 1 is usual; defined also where the usual is 0."""
    return (value + 1) / (usual + 1)


def find_band(multiple: float) -> BandName:
    """The band that holds the multiple; a border belongs to the band above it."""
    return next(
        band.name for band in BANDS if band.high is None or multiple < band.high
    )


def judge_outlier(metrics: PostMetrics, others: ComparableOthers) -> OutlierVerdict:
    """The verdict on a post with these metrics among these others.

    Without 8 comparable posts, a time and a metric there is no multiple, no band and
    no `is_viral`, only the count of comparable posts held."""
    basis = others.basis
    value = None if basis is None else read_metric(metrics, basis)
    counts = other_counts(basis, others.posts)
    if others.state != "ready" or value is None:
        return _judge_nothing(others, value)
    usual = median(counts)
    multiple = outlier_multiple(value, usual)
    return OutlierVerdict(
        baseline_state="ready",
        basis=basis,
        value=value,
        usual=usual,
        multiple=multiple,
        band=find_band(multiple),
        is_viral=multiple >= VIRAL_FROM,
        percentile=rank_share(value, counts),
        robust_z=log_robust_z(value, counts),
        interval=_interval(value, counts),
        sample_size=len(counts),
        needed=SMALLEST_SAMPLE,
        rule=RULE,
    )


def other_counts(basis: MetricBasis | None, posts: Sequence[BaselinePost]) -> list[int]:
    """The known counts of that metric, in the order of the posts."""
    if basis is None:
        return []
    counts = (read_metric(post.metrics, basis) for post in posts)
    return [count for count in counts if count is not None]


def _judge_nothing(others: ComparableOthers, value: int | None) -> OutlierVerdict:
    return OutlierVerdict(
        baseline_state=others.state,
        basis=others.basis,
        value=value,
        usual=None,
        multiple=None,
        band=None,
        is_viral=None,
        percentile=None,
        robust_z=None,
        interval=None,
        sample_size=len(others.posts),
        needed=SMALLEST_SAMPLE,
        rule=RULE,
    )


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

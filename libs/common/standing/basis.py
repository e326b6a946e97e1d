"""The one count that a post and the others are compared by."""

from libs.common.contracts.social import MetricBasis, PostMetrics

_BASES: tuple[MetricBasis, ...] = ("views", "impressions", "interactions")


def read_metric(metrics: PostMetrics, basis: MetricBasis) -> int | None:
    """The count of that name, None where it is not known."""
    match basis:
        case "views":
            return metrics.views
        case "impressions":
            return metrics.impressions
        case "interactions":
            return metrics.interactions


def choose_basis(metrics: PostMetrics) -> MetricBasis | None:
    """Views, else impressions, else interactions; None where none is known."""
    return next(
        (basis for basis in _BASES if read_metric(metrics, basis) is not None), None
    )

"""Which of the creator's other posts a post is compared with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from libs.common.contracts.social import (
    BaselinePost,
    MetricBasis,
    PostDetail,
    PostMetrics,
)
from services.analysis.evidence.schemas import BaselineState

LARGEST_SAMPLE = 30
SMALLEST_SAMPLE = 8
WINDOW = timedelta(days=180)

_BASES: tuple[MetricBasis, ...] = ("views", "impressions", "interactions")


@dataclass(frozen=True, slots=True)
class ComparableOthers:
    """At most 30 comparable posts, nearest in time first, and what they share.

    `basis` is the one metric of post and others; every one of `posts` has it and a
    publishing time."""

    basis: MetricBasis | None
    has_time: bool
    posts: tuple[BaselinePost, ...]

    @property
    def state(self) -> BaselineState:
        """Whether a multiple may be given, and if not, why."""
        if self.basis is None:
            return "no_metrics"
        if not self.has_time:
            return "no_published_time"
        return "ready" if len(self.posts) >= SMALLEST_SAMPLE else "no_baseline"


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


def choose_others(
    post: PostDetail, candidates: Iterable[BaselinePost]
) -> ComparableOthers:
    """The comparable ones of `candidates`, in any number and order.

    Comparable: same format, published within 180 days, with the post's basis, not
    the post itself, each platform id once. Of these the 30 nearest in time; at equal
    distance the earlier, then the smaller platform id."""
    basis, published_at = choose_basis(post.metrics), post.published_at
    if basis is None or published_at is None:
        return ComparableOthers(basis, has_time=published_at is not None, posts=())
    # Sorted first, so that of two rows of one identity the same one is always kept.
    nearest: dict[str, BaselinePost] = {}
    for other in sorted(candidates, key=lambda other: _nearness(other, published_at)):
        if _is_comparable(post, other, basis):
            nearest.setdefault(other.platform_post_id, other)
    posts = tuple(nearest.values())[:LARGEST_SAMPLE]
    return ComparableOthers(basis, has_time=True, posts=posts)


def _is_comparable(post: PostDetail, other: BaselinePost, basis: MetricBasis) -> bool:
    if other.id == post.id or other.platform_post_id == post.platform_post_id:
        return False
    if other.format != post.format or read_metric(other.metrics, basis) is None:
        return False
    if other.published_at is None or post.published_at is None:
        return False
    return abs(other.published_at - post.published_at) <= WINDOW


def _nearness(
    other: BaselinePost, moment: datetime
) -> tuple[timedelta, datetime, str, str]:
    at = other.published_at
    # Those without a time are never comparable; they only need some place.
    distance = timedelta.max if at is None else abs(at - moment)
    return distance, at or moment, other.platform_post_id, str(other.id)

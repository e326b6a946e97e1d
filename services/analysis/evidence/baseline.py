"""Which of the creator's other posts a post is compared with."""

from collections.abc import Iterable
from dataclasses import dataclass

from libs.common.contracts.social import BaselinePost, MetricBasis, PostDetail
from libs.common.standing.basis import choose_basis, read_metric
from libs.common.standing.judging import BaselineState, find_state
from libs.common.standing.nearest import Entry, Timeline


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
        return find_state(self.basis, len(self.posts), has_time=self.has_time)


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
    timeline = Timeline(
        Entry(other.published_at, other.platform_post_id, other)
        for other in sorted(candidates, key=lambda other: str(other.id))
        if other.published_at is not None and _is_comparable(post, other, basis)
    )
    nearest = timeline.find_nearest(published_at, post.platform_post_id)
    return ComparableOthers(basis, has_time=True, posts=tuple(nearest))


def _is_comparable(post: PostDetail, other: BaselinePost, basis: MetricBasis) -> bool:
    return (
        other.id != post.id
        and other.format == post.format
        and read_metric(other.metrics, basis) is not None
    )

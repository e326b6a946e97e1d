"""Evidence of how people reacted: one rate per denominator, never mixed."""

from collections.abc import Sequence

from libs.common.contracts.engagement import Interaction, counted_interactions
from libs.common.contracts.social import PostDetail, PostMetrics
from services.analysis.evidence.baseline import ComparableOthers
from services.analysis.evidence.comparing import compare
from services.analysis.evidence.published import published_rates
from services.analysis.evidence.schemas import (
    AccountKind,
    Denominator,
    EvidenceItem,
    Mark,
)
from services.analysis.wording.numbers import SPACE
from services.analysis.wording.wording import PostWords

DENOMINATORS: tuple[Denominator, ...] = ("views", "impressions", "reach", "followers")


def build_engagement_items(
    post: PostDetail,
    others: ComparableOthers,
    account_kind: AccountKind | None,
    words: PostWords,
) -> list[EvidenceItem]:
    """One rate per denominator that is known and not 0: views, impressions, reach,
    followers, in this order; none where no counted interaction is known.

    The others enter only with all the counts that this post's rate adds up: a rate
    with shares is not laid beside one without."""
    counted = known_interactions(post)
    found = (
        _build_rate(post, others, counted, denominator, words=words)
        for denominator in DENOMINATORS
    )
    return [
        _place_among_published(item, post, account_kind, words)
        for item in found
        if item is not None
    ]


def known_interactions(post: PostDetail) -> tuple[Interaction, ...]:
    """The counts of the platform's rate that are known of this post."""
    return tuple(
        name
        for name in counted_interactions(post.platform)
        if getattr(post.metrics, name) is not None
    )


def rate_of(
    metrics: PostMetrics, counted: Sequence[Interaction], denominator: Denominator
) -> float | None:
    """Σ of `counted` ÷ denominator; None where one of them is unknown, or it is 0."""
    counts: list[int | None] = [getattr(metrics, name) for name in counted]
    of: int | None = getattr(metrics, denominator)
    known = [count for count in counts if count is not None]
    if not known or len(known) < len(counts) or not of:
        return None
    return sum(known) / of


def _build_rate(
    post: PostDetail,
    others: ComparableOthers,
    counted: Sequence[Interaction],
    denominator: Denominator,
    *,
    words: PostWords,
) -> EvidenceItem | None:
    rate = rate_of(post.metrics, counted, denominator)
    if rate is None:
        return None
    form = "many" if len(counted) > 1 else "one"
    item = EvidenceItem(
        id="",
        kind=f"engagement_ratio_by_{denominator}",
        group="engagement",
        label=words.say(f"evidence.engagement.{denominator}"),
        value=rate,
        display=words.numbers.percent(rate),
        unit="ratio",
        basis=words.say(
            f"evidence.engagement.basis_{form}",
            counts=" + ".join(words.interaction(name) for name in counted),
            of=words.plural(denominator),
        ),
        source=words.say("evidence.engagement.source"),
        detail=_show_counts(post.metrics, counted, denominator, words),
    )
    rates = (rate_of(other.metrics, counted, denominator) for other in others.posts)
    return compare(
        item,
        [rate for rate in rates if rate is not None],
        words=words,
        show=words.numbers.percent,
        sample="evidence.engagement.sample",
    )


def _show_counts(
    metrics: PostMetrics,
    counted: Sequence[Interaction],
    denominator: Denominator,
    words: PostWords,
) -> str:
    """ "2,118 likes and 96 comments on 61,340 views." """
    shown = [
        f"{words.numbers.count(count)}{SPACE}{words.interaction(name, count)}"
        for name in counted
        if (count := getattr(metrics, name)) is not None
    ]
    of: int = getattr(metrics, denominator)
    return words.say(
        "evidence.engagement.detail",
        counts=words.wording.join(shown),
        of=words.wording.quantity_after(of, denominator),
    )


def _place_among_published(
    item: EvidenceItem,
    post: PostDetail,
    account_kind: AccountKind | None,
    words: PostWords,
) -> EvidenceItem:
    if not isinstance(item.value, float):
        return item
    figures = published_rates(
        item.value,
        platform=post.platform,
        denominator=item.kind.removeprefix("engagement_ratio_by_"),
        followers=post.metrics.followers,
        account_kind=account_kind,
        words=words,
    )
    mark: Mark | None = None
    if not figures:
        mark = "no_comparable_benchmark"
    elif account_kind is None:
        mark = "account_kind_unknown"
    marks = item.marks if mark is None else (*item.marks, mark)
    return item.model_copy(update={"published": figures, "marks": marks})

"""Evidence of what came of the post: the counts, and the account they rest on."""

from datetime import timedelta

from libs.common.contracts.engagement import Interaction
from libs.common.contracts.social import PostDetail, PostMetrics
from libs.common.standing.bands import BANDS
from libs.common.standing.judging import RULE, SMALLEST_SAMPLE
from services.analysis.evidence import names
from services.analysis.evidence.baseline import ComparableOthers
from services.analysis.evidence.comparing import build_comparison, find_standing
from services.analysis.evidence.display import (
    show_count,
    show_multiple,
    show_plural,
    show_short,
)
from services.analysis.evidence.outlier import other_counts
from services.analysis.evidence.published import published_views
from services.analysis.evidence.schemas import EvidenceItem, Mark, OutlierVerdict
from services.analysis.evidence.text_traits import cut_opening

YOUNG = timedelta(days=7)
DAY = timedelta(days=1)
_INTERACTIONS: tuple[Interaction, ...] = ("likes", "comments", "shares", "saves")


def build_result_items(
    post: PostDetail, others: ComparableOthers, verdict: OutlierVerdict
) -> list[EvidenceItem]:
    """The outlier multiple first, then the baseline where it is too small, the age of
    the figures, the account. The first and the last are always there."""
    found = [
        _build_outlier(post, others, verdict),
        _build_comparable_posts(post, verdict),
        _build_age(post),
        _build_account(post),
    ]
    return [item for item in found if item is not None]


def measured_age(post: PostDetail) -> timedelta | None:
    """From publishing to when the figures were seen; None if unknown or negative."""
    if post.published_at is None or post.metrics_as_of < post.published_at:
        return None
    return post.metrics_as_of - post.published_at


def is_young(post: PostDetail) -> bool:
    """Whether the figures were seen within the post's first week."""
    age = measured_age(post)
    return age is not None and age < YOUNG


def _build_outlier(
    post: PostDetail, others: ComparableOthers, verdict: OutlierVerdict
) -> EvidenceItem:
    if verdict.basis is None or verdict.value is None:
        return _build_unknown_result()
    _, many = names.format_names(post.format)
    counts = other_counts(verdict.basis, others.posts)
    drawn = build_comparison(float(verdict.value), counts, "log")
    item = EvidenceItem(
        id="",
        kind="outlier_multiple",
        group="result",
        label=names.basis_label(verdict.basis),
        value=verdict.value,
        display=show_count(verdict.value),
        unit=verdict.basis,
        basis=_describe_basis(post.platform, post.metrics, verdict),
        sample_size=verdict.sample_size,
        sample=f"comparable {many}, nearest in time" if counts else None,
        comparison=drawn if counts else None,
        source=f"{verdict.rule}: (value + 1) ÷ (median of the others + 1)",
    )
    if verdict.multiple is None or verdict.usual is None:
        return _without_usual(item, post, verdict)
    marks: tuple[Mark, ...] = ("young_post",) if is_young(post) else ()
    return item.model_copy(
        update={
            "comparison": drawn.model_copy(update={"bands": BANDS}),
            "usual": verdict.usual,
            "usual_display": show_short(verdict.usual),
            "difference": verdict.multiple,
            "difference_display": show_multiple(verdict.multiple),
            "standing": find_standing(drawn),
            "marks": marks,
            "detail": _describe_interval(verdict),
        }
    )


def _build_unknown_result() -> EvidenceItem:
    return EvidenceItem(
        id="",
        kind="outlier_multiple",
        group="result",
        label="Result",
        value=None,
        display="not known",
        basis="views, else impressions, else interactions",
        source=RULE,
        marks=("no_metrics",),
    )


def _without_usual(
    item: EvidenceItem, post: PostDetail, verdict: OutlierVerdict
) -> EvidenceItem:
    mark: Mark = "no_baseline"
    if verdict.baseline_state == "no_published_time":
        mark = "no_published_time"
        detail = "Without a publishing time nothing can be compared at a like moment."
    else:
        one, many = names.format_names(post.format)
        held = show_plural(
            verdict.sample_size, f"comparable {one}", f"comparable {many}"
        )
        detail = f"{held} held, {SMALLEST_SAMPLE} needed."
    published = (
        published_views(post.platform, verdict.value)
        if verdict.basis == "views" and verdict.value is not None
        else ()
    )
    return item.model_copy(
        update={
            "marks": (mark,),
            "detail": detail,
            "published": published,
        }
    )


def _build_comparable_posts(
    post: PostDetail, verdict: OutlierVerdict
) -> EvidenceItem | None:
    if verdict.baseline_state != "no_baseline":
        return None
    _, many = names.format_names(post.format)
    return EvidenceItem(
        id="",
        kind="comparable_posts",
        group="account",
        label=f"Comparable {many} held",
        value=verdict.sample_size,
        display=f"{verdict.sample_size} of {SMALLEST_SAMPLE} needed",
        unit="posts",
        basis="same format, within 180 days",
        source=verdict.rule,
        marks=("no_baseline",),
    )


def _build_age(post: PostDetail) -> EvidenceItem | None:
    age = measured_age(post)
    if age is None:
        return None
    days = age / DAY
    hours = round(days * 24)
    display = (
        show_plural(hours, "hour", "hours")
        if days < 2
        else show_plural(int(days), "day", "days")
    )
    return EvidenceItem(
        id="",
        kind="measured_age",
        group="result",
        label="Age when measured",
        value=days,
        display=display,
        unit="days",
        basis="from publishing to the moment the figures were seen",
        source="post",
        marks=("young_post",) if is_young(post) else (),
    )


def _build_account(post: PostDetail) -> EvidenceItem:
    followers = post.metrics.followers
    noun = names.follower_noun(post.platform)
    platform = names.platform_name(post.platform)
    creator = cut_opening(post.creator_name)
    return EvidenceItem(
        id="",
        kind="creator_account",
        group="account",
        label=f"{creator} on {platform}",
        value=followers,
        display=(
            f"{noun} not known"
            if followers is None
            else f"{show_short(followers)} {noun}"
        ),
        unit="followers",
        basis="when the figures were seen",
        source="post",
        detail="Invented for demonstration." if post.is_invented else None,
    )


def _describe_interval(verdict: OutlierVerdict) -> str | None:
    if verdict.interval is None:
        return None
    low, high = verdict.interval.low, verdict.interval.high
    return f"Likely between {show_multiple(low)} and {show_multiple(high)}."


def _describe_basis(
    platform: str, metrics: PostMetrics, verdict: OutlierVerdict
) -> str:
    if verdict.basis != "interactions":
        return str(verdict.basis)
    known = [name for name in _INTERACTIONS if getattr(metrics, name) is not None]
    return " + ".join(names.interaction_name(platform, name) for name in known)
